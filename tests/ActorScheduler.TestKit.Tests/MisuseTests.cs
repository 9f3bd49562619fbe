namespace ActorScheduler.TestKit.Tests;

/// <summary>Wrong arguments, wrong moments and tests that are wrong themselves: each is told where it happens.</summary>
public sealed class MisuseTests
{
    private static readonly TimeSpan Negative = TimeSpan.FromSeconds(-2);

    [Fact]
    public async Task Arguments_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => { _ = Simulation.RunAsync(1, null!); });
        Assert.Throws<ArgumentNullException>(() => { _ = Simulation.RunAsync(1, null!, _ => Task.CompletedTask); });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SimulationOptions { Nodes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SimulationOptions { Processors = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SimulationOptions { MaxSteps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SimulationOptions { StepTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SimulationOptions { StepTimeout = TimeSpan.FromDays(50) });
        Assert.Throws<ArgumentNullException>(() => new SimulationOptions { LoggerFactory = null! });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SimulatedProcess { Duration = Negative });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SimulatedProcess { LeakedGrandchild = Negative });
        Assert.Throws<ArgumentNullException>(() => new SimulatedProcess { Output = null! });
        Assert.Throws<ArgumentNullException>(() => new SimulatedProcess { Error = null! });
        await Simulation.RunAsync(1, async sim =>
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => { _ = sim.Delay(Negative); });
            Assert.Throws<ArgumentOutOfRangeException>(() => sim.Work(Negative));
            Assert.Throws<ArgumentOutOfRangeException>(() => sim.Work(Negative, 3));
            Assert.Throws<ArgumentOutOfRangeException>(() => sim.FailingWork(Negative, new IOException()));
            Assert.Throws<ArgumentNullException>(() => sim.FailingWork(TimeSpan.Zero, null!));
            Assert.Throws<ArgumentOutOfRangeException>(() => { _ = sim.Time.AdvanceAsync(Negative); });
            Assert.Throws<ArgumentOutOfRangeException>(() => { _ = sim.Time.AdvanceAsync(TimeSpan.MaxValue); });
            Assert.Throws<ArgumentOutOfRangeException>(() => sim.Load.Set(double.NaN));
            Assert.Throws<ArgumentOutOfRangeException>(() => sim.Load.Set(-1));
            Assert.Throws<ArgumentNullException>(() => sim.Load.Follow(null!));
            Assert.Throws<ArgumentException>(() => sim.Processes.Set("", new SimulatedProcess()));
            Assert.Throws<ArgumentNullException>(() => sim.Processes.Set("p", null!));
            Assert.Throws<ArgumentNullException>(() => sim.Watch(null!));
            Assert.Throws<ArgumentException>(() => sim.Always("", () => true));
            Assert.Throws<ArgumentNullException>(() => sim.Always("It holds.", null!));
            Assert.Throws<ArgumentException>(() => sim.Note(""));
            Assert.Throws<ArgumentNullException>(() => sim.Crash((Scheduler)null!));
            Assert.Throws<ArgumentNullException>(() => sim.Crash((ProcessHandle)null!));
            Probe probe = sim.Watch(SimulationEventKind.Note);
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => probe.NextAsync(Negative));
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => probe.NoneAsync(Negative));
        });
    }

    [Fact]
    public async Task A_simulation_that_has_ended_does_nothing_any_more_and_says_so()
    {
        Simulation? ended = null;
        Scheduler? scheduler = null;
        Probe? probe = null;
        await Simulation.RunAsync(ulong.MaxValue, sim =>
        {
            ended = sim;
            scheduler = sim.Node.CreateScheduler("s");
            probe = sim.Watch(SimulationEventKind.Note);
            return Task.CompletedTask;
        });
        Action[] calls =
        [
            () => _ = ended!.Delay(TimeSpan.FromSeconds(1)),
            () => _ = ended!.UntilIdleAsync(),
            () => _ = ended!.Time.AdvanceAsync(TimeSpan.Zero),
            () => _ = ended!.Time.CreateTimer(_ => { }, null, TimeSpan.Zero, Timeout.InfiniteTimeSpan),
            () => ended!.Watch(SimulationEventKind.Note),
            () => ended!.Always("It holds.", () => true),
            () => ended!.Note("late"),
            () => ended!.Crash(scheduler!),
        ];
        Assert.All(calls, call => Assert.StartsWith(
            "The simulation of seed 18446744073709551615 has ended: it cannot ",
            Assert.Throws<InvalidOperationException>(call).Message, StringComparison.Ordinal));
        await Assert.ThrowsAsync<InvalidOperationException>(() => probe!.NextAsync());
    }

    [Theory]
    [InlineData("always", "Whether this holds cannot be told: It is so. It threw: as it says")]
    [InlineData("probe", "A probe cannot tell whether it wants an event: as it says")]
    [InlineData("load", "The load's curve threw at 00:00:00: as it says")]
    [InlineData("figure", "The load's curve gives -1 at 00:00:00: a load is at least 0, or null.")]
    [InlineData("program", "What the process 'make' does cannot be told: as it says")]
    [InlineData("nothing", "What the process 'make' does cannot be told: It is null.")]
    [InlineData("body", "The test failed: The body gave no task.")]
    public async Task What_a_test_gets_wrong_fails_the_simulation_and_not_the_code_under_test(string part, string said)
    {
        SimulationException failure = await Assert.ThrowsAsync<SimulationException>(
            () => Simulation.RunAsync(4, part == "body" ? NoTask : sim => SpoilAsync(sim, part)));
        Assert.Equal(said, failure.Problem);
    }

    [Fact]
    public async Task A_probe_has_one_reader_at_a_time_and_another_after_it()
    {
        await Simulation.RunAsync(5, async sim =>
        {
            Probe probe = sim.Watch(SimulationEventKind.Note, "n");
            Task<SimulationEvent> first = probe.NextAsync();
            await Assert.ThrowsAsync<InvalidOperationException>(() => probe.NextAsync());
            sim.Note("n", "1");
            Assert.Equal("1", (await first).Detail);
            TimeoutException none = await Assert.ThrowsAsync<TimeoutException>(
                () => probe.NextAsync(TimeSpan.FromDays(100)));
            Assert.Equal("No such event came within 100.00:00:00.", none.Message);
            Assert.Equal(TimeSpan.FromDays(100), sim.Time.Elapsed);
            sim.Note("n", "2");
            Assert.Equal("2", (await probe.NextAsync(TimeSpan.Zero)).Detail);
        });
    }

    [Fact]
    public async Task Work_may_take_years_and_what_is_never_due_never_comes()
    {
        SimulationResult result = await Simulation.RunAsync(2, async sim =>
        {
            Scheduler scheduler = sim.Node.CreateScheduler("s");
            await scheduler.Schedule(sim.Work(TimeSpan.FromDays(3650)));
            JobHandle never = scheduler.Schedule(_ => { }, new JobOptions { Delay = TimeSpan.MaxValue });
            sim.Processes.Set("daemon", new() { Duration = TimeSpan.MaxValue, Output = "up\n" });
            ProcessHandle daemon = scheduler.Schedule(Job.Process("daemon"));
            await foreach (OutputLine line in daemon.Output)
            {
                Assert.Equal("up", line.Text);
                break;
            }

            await sim.UntilIdleAsync();
            Assert.False(never.IsCompleted);
            Assert.Equal(JobState.Running, daemon.State);
            never.Cancel();
            daemon.Cancel();
            Assert.Equal(15, ((ProcessExit)await daemon.WaitForExitAsync()).Signal);
        });
        Assert.Equal(TimeSpan.FromDays(3650), result.Elapsed);
    }

    private static Func<Simulation, Task> NoTask { get; } = _ => Nothing<Task>();

    private static T Nothing<T>()
        where T : class => null!;

    private static async Task SpoilAsync(Simulation sim, string part)
    {
        switch (part)
        {
            case "always": sim.Always("It is so.", () => throw Spoilt()); break;
            case "probe": sim.Watch(_ => throw Spoilt()); break;
            case "load": sim.Load.Follow(_ => throw Spoilt()); break;
            case "figure": sim.Load.Follow(_ => -1); break;
            case "program": sim.Processes.Set(_ => throw Spoilt(), _ => new()); break;
            default: sim.Processes.Set(_ => true, _ => null!); break;
        }

        Scheduler scheduler = sim.Node.CreateScheduler("s", new() { MaxJobs = 2, MaxLoad = 1 });
        _ = scheduler.Schedule(sim.Work(TimeSpan.FromSeconds(1)));
        await scheduler.Schedule(Job.Process("make"));

        static InvalidDataException Spoilt() => new("as it says");
    }
}
