namespace ActorScheduler;

/// <summary>Bytes as a child process wrote them, in the order in which they arrived.</summary>
/// <param name="Source">The stream they came from.</param>
/// <param name="Bytes">The bytes; valid until the next chunk is asked for.</param>
public readonly record struct OutputChunk(OutputSource Source, ReadOnlyMemory<byte> Bytes);
