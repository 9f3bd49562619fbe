namespace ActorScheduler.Cli.Output;

/// <summary>What one ended or running job has written to one of its streams.</summary>
internal interface IJobBytes
{
    /// <summary>How much has come so far.</summary>
    long Length { get; }

    /// <summary>The bytes in pieces, to the end.</summary>
    IAsyncEnumerable<OutputChunk> ReadAsync();
}
