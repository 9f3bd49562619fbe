using ActorScheduler.Chaos;

namespace ActorScheduler.Store.Tests.Conditions;

/// <summary>A scheduler whose store cannot be opened at first.</summary>
public sealed class OpeningTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly SchedulerOptions Durable = new() { Durable = true, MaxJobs = 1 };

    private readonly Bulks _bulks = new();
    private readonly MemoryStore _memory = new();

    public OpeningTests() => _bulks.Gate.SetResult();

    [Theory]
    [InlineData(StoreError.Full)]
    [InlineData(StoreError.Busy)]
    [InlineData(StoreError.Unavailable)]
    public async Task What_passes_is_waited_for_and_jobs_are_refused_meanwhile(object error)
    {
        var store = new Shut(_memory, (StoreError)error);
        await using SchedulerNode node = await StartAsync(store);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        await store.SecondTry.WaitAsync(Limit);     // it knows of the first by then
        var refusal = await Assert.ThrowsAsync<JobRejectedException>(
            () => scheduler.ScheduleAsync(new Bulk(1, "")).WaitAsync(Limit));
        Assert.Equal("the store cannot be written: not now", refusal.Reason.ToString());
        store.Open();
        await scheduler.DrainAsync().WaitAsync(Limit);
        Assert.Equal(2, await scheduler.Schedule(new Bulk(2, "")).AsTask().WaitAsync(Limit));
        Assert.Equal([2], _bulks.Ran);
    }

    [Fact]
    public async Task What_does_not_pass_ends_the_scheduler_with_the_reason()
    {
        await using SchedulerNode node = await StartAsync(new Shut(_memory, StoreError.Damaged));
        JobHandle<int> job = node.CreateScheduler("s", Durable).Schedule(new Bulk(1, ""));
        var refusal = await Assert.ThrowsAsync<JobRejectedException>(() => job.AsTask().WaitAsync(Limit));
        Assert.IsType<RejectReason.NotWritten>(refusal.Reason);
        Assert.Equal(StoreError.Damaged, Assert.IsType<StoreException>(refusal.InnerException).Error);
    }

    [Fact]
    public async Task A_node_ends_although_its_store_does_not_open()
    {
        var store = new Shut(_memory, StoreError.Full);
        SchedulerNode node = await StartAsync(store);
        JobHandle<int> job = node.CreateScheduler("s", Durable).Schedule(new Bulk(1, ""));
        await store.SecondTry.WaitAsync(Limit);
        await node.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.Equal(JobState.Rejected, job.State);
    }

    private Task<SchedulerNode> StartAsync(IStore store) =>
        SchedulerNode.StartAsync(new() { Store = store, Handlers = { _bulks } }).AsTask();

    private sealed class Shut(IStore store, StoreError error) : RelayStore(store)
    {
        private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _tries;
        private volatile bool _open;

        public Task SecondTry => _second.Task;

        public void Open() => _open = true;

        public override Task<JournalHead> OpenAsync(string journal, long above, CancellationToken cancellationToken)
        {
            if (++_tries == 2) _second.SetResult();
            return _open
                ? base.OpenAsync(journal, above, cancellationToken)
                : Task.FromException<JournalHead>(new StoreException(error, "not now"));
        }
    }
}
