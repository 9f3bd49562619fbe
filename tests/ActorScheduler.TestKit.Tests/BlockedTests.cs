using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.TestKit.Tests;

/// <summary>Code that keeps the simulation's thread is found by a clock outside: here one that the test moves.</summary>
public sealed class BlockedTests : IDisposable
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    private readonly ManualTime _real = new();
    private readonly TaskCompletionSource _blocks = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _never = new();

    public void Dispose() => _never.Set();

    [Fact]
    public async Task A_job_that_blocks_the_thread_is_named()
    {
        SimulationException failure = await FailAsync(sim =>
            sim.Node.CreateScheduler("s").Schedule(_ => Block(), new JobOptions { Name = "greedy" }).AsTask());
        Assert.StartsWith(
            "The simulation's thread has been blocked for 30 s of real time, by job greedy.", failure.Problem,
            StringComparison.Ordinal);
        Assert.Contains("replay: the same test with seed 6", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_blocks_after_an_await_is_among_those_that_are_named()
    {
        SimulationException failure = await FailAsync(async sim =>
        {
            Scheduler scheduler = sim.Node.CreateScheduler("s");
            _ = scheduler.Schedule(sim.Work(TimeSpan.FromHours(1)), new JobOptions { Name = "other" });
            await scheduler.Schedule(
                async _ =>
                {
                    await sim.Delay(TimeSpan.FromSeconds(1));
                    Block();
                },
                new JobOptions { Name = "greedy" });
        });
        Assert.Contains("by the test or a job that runs (greedy, other).", failure.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_that_blocks_before_anything_runs_is_found_too()
    {
        SimulationException failure = await FailAsync(sim =>
        {
            Block();
            return Task.CompletedTask;
        });
        Assert.Contains("of real time, by the test.", failure.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_callback_of_a_timer_that_blocks_is_found_too()
    {
        SimulationException failure = await FailAsync(async sim =>
        {
            using ITimer timer = sim.Time.CreateTimer(
                _ => Block(), state: null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
            await sim.UntilIdleAsync();
        });
        Assert.Contains("by a timer's callback.", failure.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_may_take_as_long_as_the_options_say()
    {
        Task<SimulationResult> run = Start(new() { RealTime = _real, StepTimeout = TimeSpan.FromHours(1) });
        await _blocks.Task.WaitAsync(Guard);
        _real.Advance(TimeSpan.FromMinutes(59));
        Assert.False(run.IsCompleted);
        _never.Set();
        await run.WaitAsync(Guard);
        Assert.Equal(0, _real.ArmedTimers);
    }

    [Fact]
    public async Task Nobody_looks_when_a_step_may_take_for_ever()
    {
        Task<SimulationResult> run = Start(new() { RealTime = _real, StepTimeout = Timeout.InfiniteTimeSpan });
        await _blocks.Task.WaitAsync(Guard);
        Assert.Equal(0, _real.ArmedTimers);
        _never.Set();
        await run.WaitAsync(Guard);
    }

    private async Task<SimulationException> FailAsync(Func<Simulation, Task> body)
    {
        Task run = Simulation.RunAsync(6, new SimulationOptions { RealTime = _real }, body);
        await _blocks.Task.WaitAsync(Guard);
        _real.Advance(SimulationOptions.DefaultStepTimeout);
        Assert.False(run.IsCompleted);      // the first look only sees that a step runs
        _real.Advance(SimulationOptions.DefaultStepTimeout / 4);
        return await Assert.ThrowsAsync<SimulationException>(() => run.WaitAsync(Guard));
    }

    private Task<SimulationResult> Start(SimulationOptions options) =>
        Simulation.RunAsync(6, options, async sim => await sim.Node.CreateScheduler("s").Schedule(_ => Block()));

    private void Block()
    {
        _blocks.SetResult();
        _never.Wait();
    }
}
