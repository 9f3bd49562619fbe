using System.Text;

namespace ActorScheduler.Cli.Output;

/// <summary>
/// Standard output and error together, as they meet on a terminal: output of jobs, messages, and a status line that is
/// taken away before anything else is written and drawn again by its owner. Thread-safe; one write is never torn.
/// </summary>
internal sealed class Screen
{
    private static readonly byte[] ClearLine = "\r\x1b[K"u8.ToArray();

    private readonly Lock _gate = new();
    private readonly Stream _output;
    private readonly Stream _error;
    private readonly bool _isTerminal;
    private bool _hasStatus;
    private bool _midLine;
    private int _held;

    /// <summary>Makes one over two streams.</summary>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="isTerminal">
    /// True when a person sees both in one place, so that the status line must not mix with output.
    /// </param>
    public Screen(Stream output, Stream error, bool isTerminal)
    {
        _output = output;
        _error = error;
        _isTerminal = isTerminal;
    }

    /// <summary>Writes bytes as they are.</summary>
    /// <exception cref="OutputClosedException">It was standard output, and its reader has gone.</exception>
    /// <exception cref="IOException">It was standard output, and it cannot be written.</exception>
    public void Write(OutputSource source, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        lock (_gate)
        {
            Clear();
            _midLine = bytes[^1] != '\n';
            if (source == OutputSource.Output) _output.Write(bytes);
            else WriteError(bytes);
        }
    }

    /// <summary>Writes one line of the tool's own to standard error.</summary>
    public void Message(string text) => Write(OutputSource.Error, Encoding.UTF8.GetBytes($"actorscheduler: {text}\n"));

    /// <summary>Shows a status line, or takes it away. Does nothing while a job's output is being written.</summary>
    public void Status(string? text)
    {
        lock (_gate)
        {
            if (_held > 0) return;
            Clear();
            if (text is null) return;

            // A job's last line without an end would be overwritten.
            string lineEnd = _midLine ? "\n" : "";
            _midLine = false;
            WriteError(Encoding.UTF8.GetBytes(lineEnd + text));
            _hasStatus = true;
        }
    }

    /// <summary>Writes a line of progress where there is no terminal.</summary>
    public void PlainStatus(string text) => Write(OutputSource.Error, Encoding.UTF8.GetBytes(text + "\n"));

    /// <summary>
    /// Keeps the status line away until <see cref="Release"/>: a job's output comes in several pieces.
    /// </summary>
    public void Hold()
    {
        lock (_gate) _held++;
    }

    /// <summary>Ends <see cref="Hold"/>.</summary>
    public void Release()
    {
        lock (_gate) _held--;
    }

    private void Clear()
    {
        if (!_hasStatus) return;
        _hasStatus = false;
        if (_isTerminal) WriteError(ClearLine);
    }

    // Nobody is left to be told that the messages cannot be written.
    private void WriteError(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _error.Write(bytes);
        }
        catch (IOException)
        {
            _midLine = false;
        }
    }
}
