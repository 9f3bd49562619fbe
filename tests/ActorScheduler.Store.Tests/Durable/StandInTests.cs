using ActorScheduler.Chaos;

namespace ActorScheduler.Store.Tests.Durable;

/// <summary>Handles that stand for a job: what the crash test has found.</summary>
public sealed class StandInTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly SchedulerOptions Durable = new() { Durable = true, MaxJobs = 1 };
    private static readonly JobOptions Keyed = new() { Key = "order-42" };

    private readonly World _world = new();
    private readonly Notes _notes = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_job_whose_end_is_on_its_way_to_the_store_is_found()
    {
        var store = new HeldExits(_world.Store);
        await using SchedulerNode node =
            await SchedulerNode.StartAsync(new() { Store = store, Handlers = { _notes } });
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        JobHandle<int> job = scheduler.Schedule(new Note(4));
        await store.Held.WaitAsync(Limit);
        Task<JobHandle<int>?> found = scheduler.FindJobAsync<int>(job.Id);
        await scheduler.GetStatisticsAsync().WaitAsync(Limit);
        await scheduler.GetStatisticsAsync().WaitAsync(Limit);
        store.Release();
        Assert.Equal(40, await (await found.WaitAsync(Limit))!.AsTask().WaitAsync(Limit));
    }

    [Fact]
    public async Task A_job_may_wait_for_the_handle_of_a_key_that_was_used_before()
    {
        _notes.Before = (note, _) => note.Number == 1 ? _gate.Task : Task.CompletedTask;
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        _ = scheduler.Schedule(new Note(1), Keyed);
        JobHandle<int> again = await scheduler.ScheduleAsync(new Note(1), Keyed).WaitAsync(Limit);
        JobHandle<int> behind = await scheduler.ScheduleAsync(new Note(2), new() { After = [again] }).WaitAsync(Limit);
        _gate.SetResult();
        Assert.Equal(20, await behind.AsTask().WaitAsync(Limit));
        Assert.Equal([1, 2], _notes.Ran);
    }

    [Fact]
    public async Task A_job_may_wait_for_the_handle_of_a_key_whose_job_has_ended_in_another_life()
    {
        SchedulerNode first = await _world.StartAsync(_notes);
        await first.CreateScheduler("s", Durable).Schedule(new Note(1), Keyed).AsTask().WaitAsync(Limit);
        await first.DisposeAsync().AsTask().WaitAsync(Limit);
        await using SchedulerNode second = await _world.StartAsync(_notes);
        Scheduler scheduler = second.CreateScheduler("s", Durable);
        JobHandle<int> again = scheduler.Schedule(new Note(1), Keyed);
        JobHandle<int> behind = scheduler.Schedule(new Note(2), new() { After = [again] });
        Assert.Equal(20, await behind.AsTask().WaitAsync(Limit));
        Assert.Equal([1, 2], _notes.Ran);
    }

    private sealed class HeldExits(IStore store) : RelayStore(store)
    {
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private StoreCommit? _commit;

        public Task Held => _held.Task;

        public void Release() => base.Commit(_commit!);

        public override void Commit(StoreCommit commit)
        {
            if (_commit is not null || commit.Exits.Count == 0)
            {
                base.Commit(commit);
                return;
            }

            _commit = commit;
            _held.SetResult();
        }
    }
}
