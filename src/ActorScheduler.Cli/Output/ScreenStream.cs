namespace ActorScheduler.Cli.Output;

/// <summary>
/// Standard output for one line at a time: what is written is kept back until the line ends or is long, so that an
/// ordinary line is one write to the system.
/// </summary>
internal sealed class ScreenStream : Stream
{
    private const int LongLine = 256 * 1024;

    private readonly Screen _screen;
    private readonly MemoryStream _line = new();

    public ScreenStream(Screen screen) => _screen = screen;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Ends the line and writes it.</summary>
    public void EndLine()
    {
        _line.WriteByte((byte)'\n');
        Pass();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _line.Write(buffer);
        if (_line.Length > LongLine) Pass();
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _line.Dispose();
        base.Dispose(disposing);
    }

    private void Pass()
    {
        _screen.Write(OutputSource.Output, _line.GetBuffer().AsSpan(0, (int)_line.Length));
        _line.SetLength(0);
    }
}
