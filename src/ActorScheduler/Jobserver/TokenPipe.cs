using System.Runtime.InteropServices;

namespace ActorScheduler.Jobserver;

/// <summary>
/// The pipe whose bytes are the tokens. Reads never wait, through an open file description of our own: the one we
/// inherit is shared with make and all its children, and to make that one non-blocking would change it for all of them.
/// Not thread-safe.
/// </summary>
internal sealed class TokenPipe : IDisposable
{
    private readonly int[] _owned;
    private readonly bool _writesOnlyWhileHolding;
    private int _writer;
    private int _taken;

    /// <summary>Takes the descriptors over.</summary>
    /// <param name="reader">Our own non-blocking end.</param>
    /// <param name="writer">
    /// Where tokens go back to; null to open one only while tokens are out. As long as we hold no writer, the end of
    /// the pipe shows when the last other writer, the jobserver, is gone.
    /// </param>
    /// <param name="inherited">What children need open.</param>
    /// <param name="owned">What to close in the end.</param>
    public TokenPipe(int reader, int? writer, IReadOnlyList<int> inherited, params int[] owned)
    {
        Reader = reader;
        Inherited = inherited;
        _writer = writer ?? -1;
        _writesOnlyWhileHolding = writer is null;
        _owned = owned;
    }

    /// <summary>The descriptor to wait on.</summary>
    public int Reader { get; }

    /// <summary>The descriptors that a child must have open under the same numbers.</summary>
    public IReadOnlyList<int> Inherited { get; }

    /// <summary>A directory that goes when the pipe does.</summary>
    public string? PrivateDirectory { get; init; }

    public TakeResult TryTake(out byte value, out string? problem)
    {
        value = 0;
        problem = null;
        // The way back is opened first: a token that cannot be returned must not be taken.
        if (_writer < 0 && !OpenWriter())
        {
            problem = $"The jobserver cannot be opened for writing: {Posix.LastError}.";
            return TakeResult.Broken;
        }

        int count = Posix.ReadByte(Reader, out value);
        if (count == 1)
        {
            _taken++;
            return TakeResult.Taken;
        }

        bool empty = count < 0 && Marshal.GetLastPInvokeError() == Posix.AgainError;
        if (count == 0) problem = "The jobserver's pipe has ended.";
        else if (!empty) problem = $"The jobserver cannot be read: {Posix.LastError}.";
        CloseIdleWriter();
        return empty ? TakeResult.Empty : TakeResult.Broken;
    }

    /// <summary>Fills a new pipe with a token.</summary>
    public void Put(byte value)
    {
        if (!Posix.WriteByte(_writer, value))
            throw new IOException($"The jobserver cannot be filled: {Posix.LastError}.");
    }

    /// <summary>Puts one more token into a pipe in use; what is wrong when that fails, otherwise null.</summary>
    public string? Add(byte value) =>
        Posix.WriteByte(_writer, value) ? null : $"A token cannot be added: {Posix.LastError}.";

    /// <summary>A byte that was taken does not come back.</summary>
    public void Forget()
    {
        _taken--;
        CloseIdleWriter();
    }

    /// <summary>Puts a byte back; what is wrong when that fails, otherwise null.</summary>
    public string? Return(byte value)
    {
        // A pipe has room for thousands of bytes and never has more in it than there are tokens, so this does not wait.
        string? problem = Posix.WriteByte(_writer, value) ? null : $"A token cannot be returned: {Posix.LastError}.";
        _taken--;
        CloseIdleWriter();
        return problem;
    }

    public void Dispose()
    {
        if (_writesOnlyWhileHolding && _writer >= 0) _ = Posix.Close(_writer);
        _writer = -1;
        foreach (int descriptor in _owned) _ = Posix.Close(descriptor);
        try
        {
            if (PrivateDirectory is not null) Directory.Delete(PrivateDirectory, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A cleaner of temporary files was faster, or a child put something there that is not ours to delete.
        }
    }

    // By way of our reader, and not by the path: that may name another file by now.
    private bool OpenWriter()
    {
        _writer = Posix.Open(Posix.PathOf(Reader), Posix.WriteOnly | Posix.NonBlocking | Posix.CloseOnExec);
        return _writer >= 0;
    }

    private void CloseIdleWriter()
    {
        if (!_writesOnlyWhileHolding || _taken > 0) return;
        _ = Posix.Close(_writer);
        _writer = -1;
    }
}
