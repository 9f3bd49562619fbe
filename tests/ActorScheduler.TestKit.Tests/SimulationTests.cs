namespace ActorScheduler.TestKit.Tests;

public sealed class SimulationTests
{
    [Theory, MemberData(nameof(Seeds.Swarm), 200, MemberType = typeof(Seeds))]
    public Task A_barrier_holds_whatever_the_order(ulong seed) => Simulation.RunAsync(seed, async sim =>
    {
        Scheduler scheduler = sim.Node.CreateScheduler("s", new() { MaxJobs = 4 });
        List<JobHandle> before =
            [.. Enumerable.Range(0, 20).Select(_ => scheduler.Schedule(sim.Work(TimeSpan.FromSeconds(5))))];
        _ = scheduler.InsertBarrier();
        JobHandle after = scheduler.Schedule(sim.Work(TimeSpan.FromSeconds(1)));
        await sim.UntilIdleAsync();
        JobExit[] exits = await Task.WhenAll(before.Select(job => job.WaitForExitAsync()));
        JobExit last = await after.WaitForExitAsync();
        Assert.True(last.StartedAt >= exits.Max(exit => exit.ExitedAt));
        Assert.Equal(TimeSpan.FromSeconds(26), sim.Time.Elapsed);
    });

    [Fact]
    public async Task The_same_seed_gives_the_same_trace_and_another_seed_another()
    {
        SimulationResult once = await RunSomethingAsync(7);
        SimulationResult again = await RunSomethingAsync(7);
        SimulationResult other = await RunSomethingAsync(8);
        Assert.Equal(once.Trace, again.Trace);
        Assert.Equal(once.Fingerprint, again.Fingerprint);
        Assert.NotEqual(once.Trace, other.Trace);
        Assert.NotEqual(once.Fingerprint, other.Fingerprint);
    }

    [Fact]
    public async Task A_year_passes_at_once()
    {
        SimulationResult result = await Simulation.RunAsync(1, async sim =>
        {
            await sim.Time.AdvanceAsync(TimeSpan.FromDays(365));
            Assert.Equal(new DateTimeOffset(1971, 1, 1, 0, 0, 0, TimeSpan.Zero), sim.Time.GetUtcNow());
        });
        Assert.Equal(TimeSpan.FromDays(365), result.Elapsed);
    }

    [Fact]
    public async Task A_test_that_fails_tells_its_seed_and_its_own_failure()
    {
        SimulationException failure = await Assert.ThrowsAsync<SimulationException>(
            () => Simulation.RunAsync(42, async sim =>
            {
                await sim.Delay(TimeSpan.FromSeconds(1));
                throw new InvalidDataException("as it says");
            }));
        Assert.IsType<InvalidDataException>(failure.InnerException);
        Assert.Contains("seed 42", failure.Message, StringComparison.Ordinal);
        Assert.Equal(42UL, failure.Seed);
    }

    [Fact]
    public async Task Everything_a_job_can_do_goes_on_inside()
    {
        await Simulation.RunAsync(3, async sim =>
        {
            Scheduler scheduler = sim.Node.CreateScheduler("s", new() { MaxJobs = 2 });
            int thread = Environment.CurrentManagedThreadId;
            JobHandle<int> job = scheduler.Schedule(async _ =>
            {
                await Task.Yield();
                await sim.Delay(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
                return Environment.CurrentManagedThreadId;
            });
            Assert.Equal(thread, await job);
            Assert.Equal(thread, await job.AsTask());
            await scheduler.DrainAsync();
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            Assert.Equal(1, (await scheduler.GetStatisticsAsync()).Completed);
            using var left = new CancellationTokenSource();
            JobHandle slow = scheduler.Schedule(sim.Work(TimeSpan.FromHours(1)));
            Task<JobExit> wait = slow.WaitForExitAsync(left.Token);
            left.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            List<JobExit> exits = [];
            await foreach (JobExit exit in scheduler.RunAllAsync(Jobs(sim))) exits.Add(exit);
            Assert.Equal(5, exits.Count);
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            await using Caller caller = sim.Node.CreateCaller("c");
            Assert.Equal(thread, await caller.CallSoon(() => Environment.CurrentManagedThreadId));
            Assert.Equal(thread, await caller.ToThread(async () =>
            {
                await sim.Delay(TimeSpan.FromSeconds(1));
                return Environment.CurrentManagedThreadId;
            }));
            await sim.Node.RunPendingGroupAsync(PendingGroupMode.CancelAndThrow, async _ =>
            {
                JobHandle member = scheduler.Schedule(sim.Work(TimeSpan.FromSeconds(1)));
                await member;
            });
            slow.Cancel();
        });

        static async IAsyncEnumerable<Job> Jobs(Simulation sim)
        {
            for (int i = 0; i < 5; i++)
            {
                await sim.Delay(TimeSpan.FromSeconds(1));
                yield return Job.Run(sim.Work(TimeSpan.FromSeconds(3)));
            }
        }
    }

    [Fact]
    public async Task Code_that_leaves_for_the_pool_is_found_and_named()
    {
        SimulationException failure = await Assert.ThrowsAsync<SimulationException>(
            () => Simulation.RunAsync(5, async sim =>
            {
                Scheduler scheduler = sim.Node.CreateScheduler("s");
                var outside = new TaskCompletionSource();
                JobHandle job = scheduler.Schedule(
                    async _ => await outside.Task.ConfigureAwait(false), new JobOptions { Name = "runaway" });
                await sim.Delay(TimeSpan.FromSeconds(1));
                new Thread(outside.SetResult) { IsBackground = true }.Start();
                await job;
            }));
        Assert.Contains("runaway", failure.Problem, StringComparison.Ordinal);
        Assert.Contains("escaped", failure.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_waits_for_something_outside_is_named()
    {
        var never = new TaskCompletionSource();
        SimulationException failure = await Assert.ThrowsAsync<SimulationException>(
            () => Simulation.RunAsync(5, async sim =>
                await sim.Node.CreateScheduler("s").Schedule(_ => never.Task, new JobOptions { Name = "stuck" })));
        Assert.Contains("stuck", failure.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probe_gives_what_comes_and_proves_that_nothing_does()
    {
        await Simulation.RunAsync(9, async sim =>
        {
            Scheduler scheduler = sim.Node.CreateScheduler("s");
            Probe ends = sim.Watch(SimulationEventKind.JobEnded, "slow");
            _ = scheduler.Schedule(sim.Work(TimeSpan.FromMinutes(5)), new JobOptions { Name = "slow" });
            await ends.NoneAsync(TimeSpan.FromMinutes(4));
            SimulationEvent end = await ends.NextAsync(within: TimeSpan.FromMinutes(2));
            Assert.Equal(TimeSpan.FromMinutes(5), end.At);
            await Assert.ThrowsAsync<TimeoutException>(() => ends.NextAsync(TimeSpan.FromDays(1)));
        });
    }

    [Fact]
    public async Task A_crash_loses_the_jobs_and_tells_everybody()
    {
        await Simulation.RunAsync(11, async sim =>
        {
            Scheduler scheduler = sim.Node.CreateScheduler("s", new() { MaxJobs = 1 });
            JobHandle first = scheduler.Schedule(sim.Work(TimeSpan.FromHours(1)));
            JobHandle second = scheduler.Schedule(sim.Work(TimeSpan.FromHours(1)));
            await sim.Time.AdvanceAsync(TimeSpan.FromMinutes(1));
            sim.Crash(scheduler);
            Task drained = scheduler.DrainAsync();
            await Assert.ThrowsAsync<JobLostException>(async () => await first);
            Assert.Equal(JobOutcome.Lost, (await second.WaitForExitAsync()).Outcome);
            await drained;
        });
    }

    internal static Task<SimulationResult> RunSomethingAsync(ulong seed) =>
        Simulation.RunAsync(seed, new SimulationOptions { KeepTrace = true }, async sim =>
        {
            Scheduler scheduler = sim.Node.CreateScheduler("s", new() { MaxJobs = 3 });
            for (int i = 0; i < 30; i++)
                _ = scheduler.Schedule(sim.Work(TimeSpan.FromSeconds(sim.Random.Next(5))));
            await scheduler.DrainAsync();
        });
}
