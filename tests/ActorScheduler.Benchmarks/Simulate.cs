using System.Diagnostics;
using System.Globalization;
using ActorScheduler.TestKit;
using ActorScheduler.TestKit.Swarm;

namespace ActorScheduler.Benchmarks;

/// <summary>How fast simulations are: timers, turns, and seeds of the standard swarm.</summary>
internal static class Simulate
{
    private const int Timers = 1_000_000;
    private const int Jobs = 200_000;
    private const int Seeds = 10_000;
    private const int Readings = 3;

    public static int Run()
    {
        var timers = new Figures();
        var turns = new Figures();
        for (int reading = 0; reading <= Readings; reading++)
        {
            double fired = Measure(FireTimers).TotalSeconds;
            double perSecond = TurnsPerSecond();
            if (reading == 0) continue;     // the first warms up
            timers.Add(fired);
            turns.Add(perSecond);
        }

        Print($"{Timers:N0} timers created and fired: {timers.Median:0.00} s ({timers.Min:0.00} to {timers.Max:0.00})");
        Print($"turns on one core: {turns.Median:N0} a second ({turns.Min:N0} to {turns.Max:N0})");
        double seeds = Measure(RunSeeds).TotalSeconds;
        Print($"{Seeds:N0} seeds of the standard swarm, {Environment.ProcessorCount} processors: {seeds:0.0} s");
        return 0;
    }

    private static TimeSpan Measure(Action action)
    {
        GC.Collect();
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start);
    }

    private static void FireTimers()
    {
        int fired = 0;
        Simulation.RunAsync(1, async sim =>
        {
            TimerCallback fire = _ => fired++;
            for (int i = 0; i < Timers; i++)
            {
                TimeSpan due = TimeSpan.FromTicks(sim.Random.NextInt64(TimeSpan.TicksPerDay));
                _ = sim.Time.CreateTimer(fire, null, due, Timeout.InfiniteTimeSpan);
            }

            await sim.UntilIdleAsync();
        }).GetAwaiter().GetResult();
        if (fired != Timers) throw new InvalidOperationException($"{fired} timers fired.");
    }

    private static double TurnsPerSecond()
    {
        SimulationResult? result = null;
        TimeSpan time = Measure(() => result = Simulation.RunAsync(1, async sim =>
        {
            Scheduler scheduler = sim.Node.CreateScheduler("s", new() { MaxJobs = 8 });
            for (int i = 0; i < Jobs; i++) _ = scheduler.Schedule(static _ => { });
            await scheduler.DrainAsync();
        }).GetAwaiter().GetResult());
        return result!.Turns / time.TotalSeconds;
    }

    private static void RunSeeds() => Parallel.For(
        1, Seeds + 1, seed => SwarmRun.Run(SwarmPlanner.Draw((ulong)seed, SwarmScenario.Standard)));

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
