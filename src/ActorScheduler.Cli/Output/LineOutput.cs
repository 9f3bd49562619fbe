using ActorScheduler.Cli.JobFiles;

namespace ActorScheduler.Cli.Output;

/// <summary>
/// Whole lines as they come; lines of different jobs are never mixed. A line too long to be collected keeps all others
/// waiting until it has ended. A last line without an end gets one, so that nobody's next line is glued to it.
/// </summary>
internal sealed class LineOutput : JobPrinter, IDisposable
{
    private static readonly byte[] LineEnd = [(byte)'\n'];

    private readonly SemaphoreSlim _turn = new(1);

    public LineOutput(Screen screen)
        : base(screen) { }

    /// <inheritdoc/>
    public override ProcessOutput Kind => ProcessOutput.Stream;

    /// <inheritdoc/>
    public override async Task FollowAsync(JobSpec job, OutputSource source, IJobBytes bytes)
    {
        var buffer = new LineBuffer();
        bool hasTurn = false;
        try
        {
            await foreach (OutputChunk chunk in bytes.ReadAsync().ConfigureAwait(false))
            {
                int whole = LineBuffer.WholeLines(chunk.Bytes.Span);
                if (!hasTurn && whole == 0)
                {
                    buffer.Keep(chunk.Bytes.Span);
                    if (!buffer.IsOverlong) continue;
                }

                if (!hasTurn) await _turn.WaitAsync().ConfigureAwait(false);
                hasTurn = true;
                hasTurn = Show(source, buffer, chunk.Bytes.Span, whole);
                if (!hasTurn) _turn.Release();
            }

            if (hasTurn) Screen.Write(source, LineEnd);
            else if (!buffer.Pending.IsEmpty) await ShowLastAsync(source, buffer).ConfigureAwait(false);
        }
        finally
        {
            if (hasTurn) _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    // True when an overlong line goes on, and with it the turn.
    private bool Show(OutputSource source, LineBuffer buffer, ReadOnlySpan<byte> bytes, int whole)
    {
        bool kept = whole == 0 && !buffer.Pending.IsEmpty;      // these bytes are the end of what waits already
        Screen.Write(source, buffer.Pending);
        buffer.Clear();
        if (whole == 0)
        {
            if (!kept) Screen.Write(source, bytes);
            return true;
        }

        Screen.Write(source, bytes[..whole]);
        buffer.Keep(bytes[whole..]);
        return false;
    }

    private async Task ShowLastAsync(OutputSource source, LineBuffer buffer)
    {
        buffer.Keep(LineEnd);
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            Screen.Write(source, buffer.Pending);
        }
        finally
        {
            _turn.Release();
        }
    }
}
