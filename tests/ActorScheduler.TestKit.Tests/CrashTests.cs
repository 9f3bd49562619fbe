namespace ActorScheduler.TestKit.Tests;

public sealed class CrashTests
{
    [Theory, MemberData(nameof(Seeds.Swarm), 50, MemberType = typeof(Seeds))]
    public Task A_crash_hits_the_scheduler_that_is_meant_and_not_one_of_its_name_on_another_node(ulong seed) =>
        Simulation.RunAsync(seed, new SimulationOptions { Nodes = 2 }, async sim =>
        {
            Scheduler meant = sim.Nodes[1].CreateScheduler("s");
            Scheduler other = sim.Nodes[0].CreateScheduler("s");
            JobHandle lost = meant.Schedule(sim.Work(TimeSpan.FromHours(1)));
            JobHandle kept = other.Schedule(sim.Work(TimeSpan.FromHours(1)));
            await sim.Delay(TimeSpan.FromMinutes(1));
            sim.Crash(meant);
            _ = other.DrainAsync();
            _ = meant.DrainAsync();
            Assert.Equal(JobOutcome.Lost, (await lost.WaitForExitAsync()).Outcome);
            Assert.Equal(JobOutcome.Completed, (await kept.WaitForExitAsync()).Outcome);
        });

    [Theory, MemberData(nameof(Seeds.Swarm), 50, MemberType = typeof(Seeds))]
    public Task A_crash_of_a_scheduler_kills_its_processes(ulong seed) => Simulation.RunAsync(seed, async sim =>
    {
        sim.Processes.Set("make", new() { Duration = TimeSpan.FromMinutes(5), IgnoresTerm = true });
        Scheduler scheduler = sim.Node.CreateScheduler("s");
        ProcessHandle make = scheduler.Schedule(Job.Process("make"));
        await sim.Delay(TimeSpan.FromMinutes(1));
        Probe processes = sim.Watch(SimulationEventKind.Process, "make");
        sim.Crash(scheduler);
        _ = scheduler.DrainAsync();     // its next turn
        Assert.Equal("gets KILL", (await processes.NextAsync(TimeSpan.Zero)).Detail);
        Assert.Equal(JobOutcome.Lost, (await make.WaitForExitAsync()).Outcome);
    });

    [Theory, MemberData(nameof(Seeds.Swarm), 50, MemberType = typeof(Seeds))]
    public Task A_crash_beside_a_process_that_runs_kills_it(ulong seed) => Simulation.RunAsync(seed, async sim =>
    {
        sim.Processes.Set("make", new() { Duration = TimeSpan.FromMinutes(5), IgnoresTerm = true });
        ProcessHandle make = sim.Node.CreateScheduler("s").Schedule(Job.Process("make"));
        await sim.Delay(TimeSpan.FromMinutes(1));
        Probe processes = sim.Watch(SimulationEventKind.Process, "make");
        sim.Crash(make);
        make.Cancel();      // its next turn
        Assert.Equal("gets KILL", (await processes.NextAsync(TimeSpan.Zero)).Detail);
        Assert.Equal("ends with -9", (await processes.NextAsync(TimeSpan.Zero)).Detail);
        Assert.NotEqual(JobOutcome.Completed, (await make.WaitForExitAsync()).Outcome);
        Assert.Equal(TimeSpan.FromMinutes(1), sim.Time.Elapsed);
    });

    [Theory, MemberData(nameof(Seeds.Swarm), 50, MemberType = typeof(Seeds))]
    public Task A_crash_beside_a_process_fails_the_attempt_and_another_may_follow(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            sim.Processes.Set("make", new() { Duration = TimeSpan.FromMinutes(5) });
            ProcessHandle make = sim.Node.CreateScheduler("s").Schedule(
                Job.Process("make"), new JobOptions { Retry = RetryPolicy.Fixed(2, TimeSpan.FromSeconds(10)) });
            sim.Crash(make);
            ProcessExit exit = await make;
            Assert.Equal(2, exit.Attempts);
            Assert.Equal(JobOutcome.Completed, exit.Outcome);
            Assert.Equal(2, sim.Processes.Started);
        });

    [Theory, MemberData(nameof(Seeds.Swarm), 50, MemberType = typeof(Seeds))]
    public Task A_crashed_scheduler_has_its_permits_until_its_processes_are_dead(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            (Scheduler crashes, Scheduler other) = SharingATape(sim, timeToDie: TimeSpan.FromSeconds(3));
            ProcessHandle rewind = crashes.Schedule(Job.Process("rewind"), InGroup);
            await sim.Time.AdvanceAsync(TimeSpan.FromMinutes(1));
            bool isDead = false;
            _ = sim.Watch(e => isDead |= e.Detail == "ends with -9");
            sim.Crash(crashes);
            _ = crashes.DrainAsync();       // the turn that fails
            JobHandle<bool> next = other.Schedule(_ => isDead, InGroup);
            Assert.Equal(JobOutcome.Lost, (await rewind.WaitForExitAsync()).Outcome);
            Assert.True(isDead);
            Assert.True(await next);
            Assert.Equal(TimeSpan.FromSeconds(63), sim.Time.Elapsed);
        });

    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task A_crashed_attempt_has_its_permits_until_its_process_is_dead(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            (Scheduler owner, Scheduler other) = SharingATape(sim, timeToDie: TimeSpan.FromSeconds(3));
            ProcessHandle rewind = owner.Schedule(Job.Process("rewind"), InGroup);
            await sim.Time.AdvanceAsync(TimeSpan.FromMinutes(1));
            JobHandle next = other.Schedule(sim.Work(TimeSpan.Zero), InGroup);
            sim.Crash(rewind);
            rewind.Cancel();                // the turn that fails
            await next;
            Assert.Equal(TimeSpan.FromSeconds(63), sim.Time.Elapsed);
        });

    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task Nobody_waits_longer_than_ten_seconds_for_a_process_that_does_not_die(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            (Scheduler crashes, Scheduler other) = SharingATape(sim, timeToDie: TimeSpan.FromHours(1));
            ProcessHandle rewind = crashes.Schedule(Job.Process("rewind"), InGroup);
            await sim.Time.AdvanceAsync(TimeSpan.FromMinutes(1));
            sim.Crash(crashes);
            _ = crashes.DrainAsync();       // the turn that fails
            await other.Schedule(sim.Work(TimeSpan.Zero), InGroup);
            Assert.Equal(JobOutcome.Lost, (await rewind.WaitForExitAsync()).Outcome);
            Assert.Equal(TimeSpan.FromSeconds(70), sim.Time.Elapsed);
        });

    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task Code_is_asked_to_stop_at_once_though_a_process_does_not_die(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            (Scheduler crashes, _) = SharingATape(sim, timeToDie: TimeSpan.FromHours(1));
            ProcessHandle rewind = crashes.Schedule(Job.Process("rewind"), InGroup);
            TimeSpan asked = TimeSpan.Zero;
            JobHandle heeds = crashes.Schedule(async job =>
            {
                using CancellationTokenRegistration note =
                    job.CancellationToken.Register(() => asked = sim.Time.Elapsed);
                await sim.Delay(TimeSpan.FromHours(1), job.CancellationToken);
            });
            await sim.Time.AdvanceAsync(TimeSpan.FromMinutes(1));
            sim.Crash(crashes);
            _ = crashes.DrainAsync();       // the turn that fails
            Assert.Equal(JobOutcome.Lost, (await heeds.WaitForExitAsync()).Outcome);
            Assert.Equal(JobOutcome.Lost, (await rewind.WaitForExitAsync()).Outcome);
            Assert.Equal(TimeSpan.FromSeconds(60), asked);
            Assert.Equal(TimeSpan.FromSeconds(70), sim.Time.Elapsed);
        });

    [Theory, MemberData(nameof(Seeds.Swarm), 50, MemberType = typeof(Seeds))]
    public Task A_crashed_scheduler_has_its_permits_until_its_code_has_ended(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            (Scheduler crashes, Scheduler other) = SharingATape(sim, timeToDie: TimeSpan.Zero);
            JobHandle deaf = crashes.Schedule(_ => sim.Delay(TimeSpan.FromMinutes(2)), InGroup);
            await sim.Time.AdvanceAsync(TimeSpan.FromMinutes(1));
            sim.Crash(crashes);
            _ = crashes.DrainAsync();       // the turn that fails
            JobHandle next = other.Schedule(sim.Work(TimeSpan.Zero), InGroup);
            Assert.Equal(JobOutcome.Lost, (await deaf.WaitForExitAsync()).Outcome);
            Assert.Equal(TimeSpan.FromMinutes(1), sim.Time.Elapsed);
            await next;
            Assert.Equal(TimeSpan.FromMinutes(2), sim.Time.Elapsed);
        });

    [Theory, MemberData(nameof(Seeds.Swarm), 50, MemberType = typeof(Seeds))]
    public Task Code_that_a_crashed_scheduler_has_left_counts_for_a_limit_that_is_set_later(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            Scheduler crashes = sim.Node.CreateScheduler("first", new() { MaxJobs = null });
            Scheduler other = sim.Node.CreateScheduler("other");
            _ = crashes.Schedule(_ => sim.Delay(TimeSpan.FromMinutes(2)), InGroup);
            _ = crashes.Schedule(_ => sim.Delay(TimeSpan.FromMinutes(3)), InGroup);
            await sim.Time.AdvanceAsync(TimeSpan.FromMinutes(1));
            sim.Crash(crashes);
            await crashes.DrainAsync();     // the turn that fails
            sim.Node.SetGroupLimit("tape", 1);
            await other.Schedule(sim.Work(TimeSpan.Zero), InGroup);
            Assert.Equal(TimeSpan.FromMinutes(3), sim.Time.Elapsed);
            sim.Node.SetGroupLimit("tape", null);
            sim.Node.SetGroupLimit("tape", 1);
            await other.Schedule(sim.Work(TimeSpan.Zero), InGroup);
            Assert.Equal(TimeSpan.FromMinutes(3), sim.Time.Elapsed);
        });

    [Theory, MemberData(nameof(Seeds.Swarm), 50, MemberType = typeof(Seeds))]
    public Task What_a_crashed_scheduler_has_started_in_vain_keeps_no_permit(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            (Scheduler crashes, Scheduler other) = SharingATape(sim, timeToDie: TimeSpan.Zero);
            sim.CrashIn(crashes, (int)(seed % 8));      // in the midst of starts and ends
            for (int i = 0; i < 5; i++) _ = crashes.Schedule(sim.Work(TimeSpan.Zero), InGroup);
            await other.Schedule(sim.Work(TimeSpan.Zero), InGroup);
            _ = crashes.DrainAsync();
            await other.Schedule(sim.Work(TimeSpan.Zero), InGroup);
            Assert.Equal(TimeSpan.Zero, sim.Time.Elapsed);
        });

    [Theory, MemberData(nameof(Seeds.Swarm), 20, MemberType = typeof(Seeds))]
    public Task A_start_that_waited_for_the_store_keeps_no_permit(ulong seed) =>
        Simulation.RunAsync(seed, async sim =>
        {
            var chores = new Chores((_, _) => Task.CompletedTask);
            Scheduler crashes = chores.Open(sim, out SchedulerNode node);
            node.SetGroupLimit("tape", 1);
            await crashes.DrainAsync();     // it has read its journal
            sim.Store.Fail(StoreFault.Before);
            JobHandle chore = crashes.Schedule(new Chore(1), InGroup);
            await sim.Delay(TimeSpan.FromMinutes(1));
            sim.Crash(crashes);
            _ = crashes.DrainAsync();       // the turn that fails
            await node.CreateScheduler("other").Schedule(sim.Work(TimeSpan.Zero), InGroup);
            Assert.True(chore.IsCompleted);
            Assert.Empty(chores.Begun);
        });

    private static readonly JobOptions InGroup = new() { Groups = ["tape"] };

    private static (Scheduler, Scheduler) SharingATape(Simulation sim, TimeSpan timeToDie)
    {
        sim.Processes.Set("rewind", new() { Duration = TimeSpan.FromHours(2), TimeToDie = timeToDie });
        sim.Node.SetGroupLimit("tape", 1);
        return (sim.Node.CreateScheduler("first"), sim.Node.CreateScheduler("other"));
    }
}
