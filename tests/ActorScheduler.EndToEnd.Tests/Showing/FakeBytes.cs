using System.Text;
using ActorScheduler.Cli.Output;

namespace ActorScheduler.EndToEnd.Tests.Showing;

/// <summary>Output of a job, in pieces that a test chooses; each piece may first wait for something.</summary>
internal sealed class FakeBytes(params byte[][] pieces) : IJobBytes
{
    public FakeBytes(params string[] pieces)
        : this([.. pieces.Select(Encoding.UTF8.GetBytes)]) { }

    public Func<int, Task> BeforePiece { get; init; } = _ => Task.CompletedTask;

    public long Length => pieces.Sum(piece => (long)piece.Length);

    public async IAsyncEnumerable<OutputChunk> ReadAsync()
    {
        for (int i = 0; i < pieces.Length; i++)
        {
            await BeforePiece(i);
            yield return new OutputChunk(OutputSource.Output, pieces[i]);
        }
    }
}
