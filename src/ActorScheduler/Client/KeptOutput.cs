namespace ActorScheduler.Client;

/// <summary>The last bytes that a process wrote to one stream.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="Length">How many it wrote in all.</param>
internal sealed record KeptOutput(ReadOnlyMemory<byte> Content, long Length)
{
    /// <summary>True when there was more before these.</summary>
    public bool IsCut => Content.Length < Length;
}
