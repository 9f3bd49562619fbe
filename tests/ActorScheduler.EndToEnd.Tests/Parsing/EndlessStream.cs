namespace ActorScheduler.EndToEnd.Tests.Parsing;

/// <summary>Gives the letter x for ever and counts how much of it was taken.</summary>
internal sealed class EndlessStream : MemoryStream
{
    public long Given { get; private set; }

    public override bool CanSeek => false;

    public override int Read(byte[] buffer, int offset, int count)
    {
        buffer.AsSpan(offset, count).Fill((byte)'x');
        Given += count;
        return count;
    }
}
