namespace ActorScheduler.Store.Tests.Durable;

/// <summary>Jobs that are set aside, and come back.</summary>
public sealed class QuarantineTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly SchedulerOptions Durable = new() { Durable = true, MaxJobs = 1 };

    private readonly World _world = new();
    private readonly Notes _notes = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<SchedulerNode> _nodes = [];
    private JobId _poison;

    public async Task InitializeAsync()
    {
        var begun = new SemaphoreSlim(0);
        _notes.Before = (note, _) =>
        {
            if (note.Number != 1) return Task.CompletedTask;
            begun.Release();
            return _gate.Task;
        };
        for (int life = 1; life <= 3; life++)
        {
            // The node that dies: its store hears nothing of it any more, because the next one takes over.
            Scheduler scheduler = await NextLifeAsync();
            if (life == 1)
                _poison = (await scheduler.ScheduleAsync(new Note(1), new() { Name = "poison", Groups = ["g"] }).WaitAsync(Limit)).Id;
            Assert.True(await begun.WaitAsync(Limit));
        }
    }

    public async Task DisposeAsync()
    {
        _gate.TrySetResult();
        foreach (SchedulerNode node in _nodes) await node.DisposeAsync().AsTask().WaitAsync(Limit);
    }

    [Fact]
    public async Task A_job_that_was_set_aside_can_be_seen_in_every_later_life()
    {
        for (int life = 0; life < 2; life++)
        {
            Scheduler scheduler = await NextLifeAsync();
            QuarantinedJob aside = Assert.Single(await scheduler.GetQuarantinedJobsAsync().WaitAsync(Limit));
            Assert.Equal((_poison, "poison", "note:1", 3), (aside.JobId, aside.Name, aside.Work, aside.Deaths));
            JobHandle job = (await scheduler.FindJobAsync(_poison).WaitAsync(Limit))!;
            JobExit exit = await job.WaitForExitAsync().WaitAsync(Limit);
            Assert.Equal((JobOutcome.Lost, true, 3), (exit.Outcome, exit.Quarantined, exit.Attempts));
        }
    }

    [Fact]
    public async Task A_job_that_is_released_runs_again_under_its_id_and_may_die_three_times_more()
    {
        Scheduler scheduler = await NextLifeAsync();
        JobHandle job = (await scheduler.ReleaseAsync(_poison).WaitAsync(Limit))!;
        Assert.Equal(_poison, job.Id);
        Assert.Empty(await scheduler.GetQuarantinedJobsAsync().WaitAsync(Limit));
        Assert.Null(await scheduler.ReleaseAsync(_poison).WaitAsync(Limit));

        Scheduler next = await NextLifeAsync();
        Assert.Empty(await next.GetQuarantinedJobsAsync().WaitAsync(Limit));
        JobHandle<int> again = (await next.FindJobAsync<int>(_poison).WaitAsync(Limit))!;
        _gate.SetResult();
        Assert.Equal(10, await again.AsTask().WaitAsync(Limit));
        JobExit exit = await again.WaitForExitAsync();
        Assert.Equal((JobOutcome.Completed, 5), (exit.Outcome, exit.Attempts));
        JobHandle found = (await next.FindJobAsync(_poison).WaitAsync(Limit))!;
        Assert.Equal(JobState.Completed, found.State);
    }

    [Fact]
    public async Task A_job_that_was_set_aside_can_be_dropped()
    {
        Scheduler scheduler = await NextLifeAsync();
        Assert.True(await scheduler.DiscardAsync(_poison).WaitAsync(Limit));
        Assert.False(await scheduler.DiscardAsync(_poison).WaitAsync(Limit));
        Assert.Empty(await (await NextLifeAsync()).GetQuarantinedJobsAsync().WaitAsync(Limit));
    }

    [Fact]
    public async Task A_scheduler_that_takes_nothing_leaves_it_set_aside()
    {
        Scheduler scheduler = await NextLifeAsync(Durable with { FailureMode = FailureMode.FailEarly });
        _notes.Before = (_, _) => throw new InvalidOperationException("fails");
        await scheduler.Schedule(new Note(2)).WaitForExitAsync().WaitAsync(Limit);
        JobHandle refused = (await scheduler.ReleaseAsync(_poison).WaitAsync(Limit))!;
        Assert.Equal(JobOutcome.Rejected, (await refused.WaitForExitAsync().WaitAsync(Limit)).Outcome);
        Assert.Single(await scheduler.GetQuarantinedJobsAsync().WaitAsync(Limit));
    }

    [Fact]
    public async Task A_job_that_turns_out_to_have_no_room_stays_set_aside()
    {
        Scheduler scheduler = await NextLifeAsync(
            Durable with { QueueCapacity = 0, GroupLimits = new Dictionary<GroupKey, int> { ["g"] = 1 } });
        TaskPool pool = _nodes[^1].CreateTaskPool("pool");
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        JobHandle other = pool.Spawn(["g"], _ => end.Task);
        await other.Accepted.WaitAsync(Limit);      // the only place is with the pool, which the scheduler has to ask for
        JobHandle refused = (await scheduler.ReleaseAsync(_poison).WaitAsync(Limit))!;
        Assert.Equal(JobOutcome.Rejected, (await refused.WaitForExitAsync().WaitAsync(Limit)).Outcome);
        Assert.Single(await scheduler.GetQuarantinedJobsAsync().WaitAsync(Limit));

        end.SetResult();
        await other.AsTask().WaitAsync(Limit);
        _gate.SetResult();
        JobHandle job = (await scheduler.ReleaseAsync(_poison).WaitAsync(Limit))!;
        Assert.Equal(JobOutcome.Completed, (await job.WaitForExitAsync().WaitAsync(Limit)).Outcome);
        Assert.Empty(await scheduler.GetQuarantinedJobsAsync().WaitAsync(Limit));
    }

    private async Task<Scheduler> NextLifeAsync(SchedulerOptions? options = null)
    {
        SchedulerNode node = await _world.StartAsync(_notes);
        _nodes.Add(node);
        return node.CreateScheduler("s", options ?? Durable);
    }
}
