using System.Collections.Concurrent;

namespace ActorScheduler.Store.Tests.Conditions;

[JobKind("bulk")]
internal sealed record Bulk(int Number, string Text) : NamedJob<int>;

/// <summary>Notes which jobs ran, once its gate is open.</summary>
internal sealed class Bulks : IJobHandler<Bulk, int>
{
    private readonly ConcurrentQueue<int> _ran = new();

    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int[] Ran => [.. _ran];

    public async Task<int> RunAsync(Bulk job, JobContext context)
    {
        await Gate.Task.WaitAsync(context.CancellationToken);
        _ran.Enqueue(job.Number);
        return job.Number;
    }
}
