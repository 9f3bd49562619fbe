using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Pools;

/// <summary>Starting jobs, all groups or none.</summary>
public sealed class SpawnTests
{
    [Fact]
    [Trait("Contract", "POOL-18")]
    [Trait("Contract", "POOL-19")]
    [Trait("Contract", "POOL-20")]
    public async Task A_refused_function_is_never_called_and_no_count_moves()
    {
        await using PoolRig rig = await PoolRig.StartAsync();
        TaskPool pool = rig.Node.CreateTaskPool("p");
        pool.SetLimit("full", 1);
        await rig.HoldRunningAsync(pool, "full", "a");
        TaskPoolSnapshot before = await pool.GetSnapshotAsync();
        bool called = false;
        JobHandle refused = pool.Spawn(["a", "full", "b"], _ => { called = true; });
        Assert.Equal(new RejectReason.GroupFull("full", 1, 1), await PoolRig.RefusalAsync(refused));
        Assert.Equal(JobState.Rejected, refused.State);
        JobExit exit = await refused.WaitForExitAsync();
        Assert.Contains("'full'", exit.Exception!.Message, StringComparison.Ordinal);
        Assert.Equal(before, await pool.GetSnapshotAsync());
        rig.Open();
        await pool.DrainAsync();
        Assert.False(called);
    }

    [Fact]
    public async Task A_job_whose_token_is_canceled_already_never_runs_and_is_not_refused()
    {
        await using PoolRig rig = await PoolRig.StartAsync();
        TaskPool pool = rig.Node.CreateTaskPool("p", new() { MaxTasks = 1 });
        await rig.HoldRunningAsync(pool, "g");
        var canceled = new CancellationToken(canceled: true);
        bool called = false;
        JobHandle[] jobs =
        [
            pool.Spawn(["g"], _ => { called = true; }, WhenFull.Refuse, canceled),
            pool.Spawn(["g"], _ => { called = true; }, WhenFull.Wait, canceled),
        ];
        foreach (JobHandle job in jobs) Assert.Equal(JobOutcome.Canceled, (await job.WaitForExitAsync()).Outcome);
        Assert.False(called);
        Assert.Equal(1, await pool.GetCountAsync("g"));
    }

    [Fact]
    public async Task A_call_with_wrong_arguments_changes_nothing()
    {
        await using PoolRig rig = await PoolRig.StartAsync();
        TaskPool pool = rig.Node.CreateTaskPool("p", new() { MaxTasks = 3 });
        await rig.HoldRunningAsync(pool, "g");
        await using PoolRig elsewhere = await PoolRig.StartAsync();
        JobHandle foreign = elsewhere.Hold(elsewhere.Node.CreateTaskPool("q"));
        TaskPoolSnapshot before = await pool.GetSnapshotAsync();
        Assert.Throws<ArgumentNullException>(() => pool.Spawn(["g"], (Action<JobContext>)null!));
        Assert.Throws<ArgumentNullException>(() => pool.Spawn(["g"], (Func<JobContext, Task<int>>)null!));
        Assert.Throws<ArgumentNullException>(() => pool.Spawn(["g"], 1, (Action<int, JobContext>)null!));
        Assert.Throws<ArgumentNullException>(() => pool.Adopt(["g"], null!));
        Assert.Throws<ArgumentNullException>(() => pool.Spawn((Job)null!));
        Assert.Throws<ArgumentException>(() => pool.Spawn([""], _ => { }));
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Spawn(["g"], _ => { }, (WhenFull)7));
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.SetLimit("g", -3));
        Assert.Throws<ArgumentException>(() => pool.Spawn(Job.Run(_ => { }, new() { Delay = TimeSpan.FromHours(1) })));
        Assert.Throws<ArgumentException>(() => rig.Node.CreateTaskPool(""));
        Assert.Throws<ArgumentException>(() => pool.Spawn(Job.Run(_ => { }, new() { After = [foreign] }), WhenFull.Wait));
        Assert.Throws<ArgumentNullException>(() => pool.Spawn([null!], _ => { }));
        Assert.Throws<ArgumentNullException>(() => pool.SetLimit((string)null!, 1));
        Assert.Throws<ArgumentException>(() => rig.Node.SetGroupLimit(GroupKey.All, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => rig.Node.SetGroupLimit("g", -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TaskPoolOptions { MaxTasks = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TaskPoolOptions { DefaultLimit = -1 });
        Assert.Null(pool.GetLimit("g"));
        Assert.Equal(before, await pool.GetSnapshotAsync());
    }

    [Fact]
    [Trait("Contract", "POOL-16")]
    public async Task Naming_a_group_twice_or_the_implicit_one_counts_once()
    {
        await using PoolRig rig = await PoolRig.StartAsync();
        TaskPool pool = rig.Node.CreateTaskPool("p", new() { MaxTasks = 1 });
        pool.SetLimit("g", 1);
        await rig.HoldRunningAsync(pool, "g", "g", GroupKey.All, "g");
        Assert.Equal(1, await pool.GetCountAsync("g"));
        Assert.Equal(1, await pool.GetCountAsync(GroupKey.All));
    }

    [Fact]
    [Trait("Contract", "POOL-12")]
    [Trait("Contract", "POOL-14")]
    [Trait("Contract", "POOL-17")]
    public async Task After_await_the_counts_exclude_the_job_and_idle_groups_are_gone()
    {
        await using PoolRig rig = await PoolRig.StartAsync();
        TaskPool pool = rig.Node.CreateTaskPool("p");
        Assert.Equal(0, await pool.GetCountAsync("nobody"));
        for (int i = 0; i < 200; i++)
        {
            JobHandle job = pool.Spawn(["g", GroupKey.Of("n", i)], _ => { });
            await job;
            Assert.Equal(0, await pool.GetCountAsync("g"));
        }

        Assert.Equal(new TaskPoolSnapshot(), await pool.GetSnapshotAsync());
    }

    [Fact]
    [Trait("Contract", "POOL-15")]
    [Trait("Contract", "POOL-23")]
    [Trait("Contract", "POOL-24")]
    public async Task However_a_job_ends_it_leaves_its_groups_and_nobody_else_notices()
    {
        await using PoolRig rig = await PoolRig.StartAsync();
        TaskPool pool = rig.Node.CreateTaskPool("p");
        pool.SetLimit("g", 1);
        JobHandle sibling = await rig.HoldRunningAsync(pool, "other");
        for (int i = 0; i < 50; i++)
        {
            await pool.Spawn(["g"], _ => { });
            await Assert.ThrowsAsync<InvalidDataException>(async () => await pool.Spawn(["g"], ThrowAtOnce));
            JobHandle canceled = rig.Hold(pool, "g");
            canceled.Cancel();
            await Assert.ThrowsAsync<JobCanceledException>(async () => await canceled);
        }

        Assert.Equal(0, await pool.GetCountAsync("g"));
        Assert.Equal(JobState.Running, sibling.State);

        static Task ThrowAtOnce(JobContext context) => throw new InvalidDataException();
    }

    [Fact]
    [Trait("Contract", "POOL-21")]
    [Trait("Contract", "POOL-22")]
    public async Task Every_form_hands_its_state_over_and_runs_on_another_thread()
    {
        await using PoolRig rig = await PoolRig.StartAsync();
        TaskPool pool = rig.Node.CreateTaskPool("p");
        var groups = (Name: "groups", Number: 3);
        using var loop = new LoopContext();     // a thread that never runs jobs, unless they ran inside the call
        Assert.False(await loop.Run(async () => await pool.Spawn(["g"], _ => loop.IsThisThread)));
        Assert.Equal(groups, await pool.Spawn(["g"], groups, (state, _) => state));
        Assert.Equal(groups, await pool.Spawn(["g"], groups, (state, _) => Task.FromResult(state)));
        Assert.Equal(4, await pool.Spawn(["g"], async job => { await Task.Yield(); return 3 + job.Attempt; }));
        string? seen = null;
        await pool.Spawn(["g"], groups, (state, _) => { seen = state.Name; });
        await pool.Spawn([], groups, async (state, _) => { await Task.Yield(); seen += state.Number; });
        Assert.Equal("groups3", seen);
    }

    [Fact]
    public async Task A_waiting_job_starts_when_there_is_room_in_order()
    {
        await using PoolRig rig = await PoolRig.StartAsync();
        TaskPool pool = rig.Node.CreateTaskPool("p");
        pool.SetLimit("g", 1);
        await rig.HoldRunningAsync(pool, "g");
        var order = new List<int>();
        var waiting = new JobHandle[20];
        for (int i = 0; i < 20; i++) waiting[i] = pool.Spawn(["g"], i, (n, _) => order.Add(n), WhenFull.Wait);
        Assert.Equal(20, (await pool.GetSnapshotAsync()).Waiting);
        rig.Open();
        foreach (JobHandle job in waiting) await job;
        Assert.Equal(Enumerable.Range(0, 20), order);
    }

    [Fact]
    [Trait("Contract", "POOL-25")]
    [Trait("Contract", "POOL-26")]
    public async Task An_adopted_task_counts_until_it_ends_and_a_refusal_leaves_it_alone()
    {
        await using PoolRig rig = await PoolRig.StartAsync();
        TaskPool pool = rig.Node.CreateTaskPool("p");
        pool.SetLimit("g", 1);
        var running = new TaskCompletionSource<int>();
        JobHandle<int> adopted = pool.Adopt(["g"], running.Task);
        var outside = new TaskCompletionSource();
        Assert.IsType<RejectReason.GroupFull>(await PoolRig.RefusalAsync(pool.Adopt(["g"], outside.Task)));
        Assert.False(outside.Task.IsCompleted);
        Assert.Equal(1, await pool.GetCountAsync("g"));
        running.SetResult(5);
        Assert.Equal(5, await adopted);
        Assert.Equal(0, await pool.GetCountAsync("g"));
        await pool.Adopt(["g"], Task.CompletedTask);
        var failed = Task.FromException(new InvalidDataException());
        await Assert.ThrowsAsync<InvalidDataException>(async () => await pool.Adopt(["g"], failed));
        Assert.Equal(0, await pool.GetCountAsync("g"));
    }

    [Fact]
    [Trait("Contract", "POOL-28")]
    public async Task A_group_is_listed_canceled_and_drained()
    {
        await using PoolRig rig = await PoolRig.StartAsync();
        TaskPool pool = rig.Node.CreateTaskPool("p");
        pool.SetLimit("g", 1);
        JobHandle inside = await rig.HoldRunningAsync(pool, "g");
        JobHandle waits = pool.Spawn(["g", "h"], _ => { }, WhenFull.Wait);
        JobHandle other = await rig.HoldRunningAsync(pool, "h");
        Assert.Equal(
            new TaskPoolSnapshot { Running = 2, Waiting = 1, Groups = [new("g", 1, 1, 1), new("h", 1, 1, null)] },
            await pool.GetSnapshotAsync());
        Task drained = pool.DrainAsync("g");
        pool.CancelGroup("g", "enough");
        await drained.WaitAsync(PoolRig.Patience);
        JobExit exit = await waits.WaitForExitAsync();
        Assert.Equal(JobOutcome.Canceled, exit.Outcome);
        Assert.Equal(["enough"], exit.CancelReasons);
        Assert.Equal(JobState.Canceled, inside.State);
        Assert.Equal(JobState.Running, other.State);
        await pool.StopAsync(StopMode.CancelRunning).WaitAsync(PoolRig.Patience);
        Assert.Equal(JobState.Canceled, other.State);
        Assert.IsType<RejectReason.Stopped>(await PoolRig.RefusalAsync(rig.Hold(pool)));
    }
}
