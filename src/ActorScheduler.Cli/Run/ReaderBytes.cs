using ActorScheduler.Cli.Output;

namespace ActorScheduler.Cli.Run;

/// <summary>
/// The output of a process as the printers read it. Output that was lost because a disk was full ends early here, and
/// the loss is kept to be told in its own line.
/// </summary>
internal sealed class ReaderBytes : IJobBytes
{
    private readonly ProcessOutputReader _reader;

    public ReaderBytes(ProcessOutputReader reader) => _reader = reader;

    /// <inheritdoc/>
    public long Length => _reader.Length;

    /// <summary>What was lost; null when nothing was.</summary>
    public ProcessOutputLostException? Loss { get; private set; }

    /// <inheritdoc/>
    public async IAsyncEnumerable<OutputChunk> ReadAsync()
    {
        IAsyncEnumerator<OutputChunk> chunks = _reader.ReadChunksAsync().GetAsyncEnumerator();
        try
        {
            while (await NextAsync(chunks).ConfigureAwait(false)) yield return chunks.Current;
        }
        finally
        {
            await chunks.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<OutputChunk> chunks)
    {
        try
        {
            return await chunks.MoveNextAsync().ConfigureAwait(false);
        }
        catch (ProcessOutputLostException loss)
        {
            Loss = loss;
            return false;
        }
    }
}
