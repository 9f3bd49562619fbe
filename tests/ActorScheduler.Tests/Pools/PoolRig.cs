namespace ActorScheduler.Tests.Pools;

/// <summary>A node and jobs that run until the test lets them end.</summary>
internal sealed class PoolRig : IAsyncDisposable
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PoolRig(SchedulerNode node) => Node = node;

    public SchedulerNode Node { get; }

    public static async Task<PoolRig> StartAsync() => new(await SchedulerNode.StartAsync());

    /// <summary>Spawns a job that holds its groups until <see cref="Open"/> or its cancellation.</summary>
    public JobHandle Hold(TaskPool pool, params GroupKey[] groups) => pool.Spawn(groups, RunAsync);

    /// <summary>As <see cref="Hold"/>, and gives it when it runs.</summary>
    public async Task<JobHandle> HoldRunningAsync(TaskPool pool, params GroupKey[] groups)
    {
        JobHandle job = Hold(pool, groups);
        await job.Accepted.WaitAsync(Patience);
        return job;
    }

    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    public void Open() => _gate.TrySetResult();

    public static async Task<RejectReason> RefusalAsync(JobHandle job)
    {
        JobRejectedException refusal = await Assert.ThrowsAsync<JobRejectedException>(async () => await job);
        return refusal.Reason;
    }

    public async ValueTask DisposeAsync()
    {
        Open();
        await Node.DisposeAsync();
    }

    private Task RunAsync(JobContext context) => _gate.Task.WaitAsync(context.CancellationToken);
}
