namespace ActorScheduler.Benchmarks;

/// <summary>A named job that does nothing, and nodes that run it.</summary>
internal static class DurableWork
{
    public static async Task<SchedulerNode> StartAsync(IStore store) =>
        await SchedulerNode.StartAsync(new() { Store = store, Handlers = { new Nothing() } });

    [JobKind("empty")]
    internal sealed record Empty(int Number) : NamedJob<int>;

    private sealed class Nothing : IJobHandler<Empty, int>
    {
        public Task<int> RunAsync(Empty job, JobContext context) => Task.FromResult(job.Number);
    }
}
