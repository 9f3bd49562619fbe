using ActorScheduler.Chaos;

namespace ActorScheduler.Store.Tests.Durable;

/// <summary>Who asks a durable scheduler for a job while it ends hears something all the same.</summary>
public sealed class AskedAtTheEndTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly SchedulerOptions Durable = new() { Durable = true };

    [Fact]
    public async Task Who_asked_for_a_job_that_the_store_looks_for_hears_when_the_scheduler_is_taken_over()
    {
        var slow = new SlowStore(new MemoryStore());
        await using SchedulerNode first = await SchedulerNode.StartAsync(new() { Store = slow, Handlers = { new Notes() } });
        Scheduler old = first.CreateScheduler("s", Durable);
        await old.DrainAsync().WaitAsync(Limit);
        Task<JobHandle?> found = old.FindJobAsync(new JobId(7, 7));
        await slow.Asked.WaitAsync(Limit);
        await using SchedulerNode second = await SchedulerNode.StartAsync(new() { Store = slow, Handlers = { new Notes() } });
        await second.CreateScheduler("s", Durable).DrainAsync().WaitAsync(Limit);
        await Assert.ThrowsAsync<JobRejectedException>(() => old.Schedule(new Note(1)).AsTask().WaitAsync(Limit));

        slow.Answer();
        await Assert.ThrowsAsync<InvalidOperationException>(() => found.WaitAsync(Limit));
    }

    private sealed class SlowStore(IStore store) : RelayStore(store)
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<KeptExit?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public void Answer() => _answer.SetResult(null);

        public override Task<KeptExit?> FindExitAsync(string journal, JobId job, CancellationToken cancellationToken)
        {
            _asked.TrySetResult();
            return _answer.Task;
        }
    }
}
