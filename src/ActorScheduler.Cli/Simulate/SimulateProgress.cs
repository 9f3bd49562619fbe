using System.Globalization;

namespace ActorScheduler.Cli.Simulate;

/// <summary>How far a run of many seeds is: on standard error, and only on a terminal.</summary>
internal sealed class SimulateProgress(SimulateOptions options, TimeProvider time, bool isTerminal)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly long _start = time.GetTimestamp();
    private long _shown;
    private long _seeds;
    private long _steps;
    private long _turns;
    private TimeSpan _elapsed;

    /// <summary>A seed has ended.</summary>
    public void Ended(SeedRun run)
    {
        _seeds++;
        _steps += run.Result?.Steps ?? 0;
        _turns += run.Result?.Turns ?? 0;
        _elapsed += run.Result?.Elapsed ?? TimeSpan.Zero;
        if (!isTerminal || time.GetElapsedTime(_shown) < Interval) return;
        _shown = time.GetTimestamp();
        Console.Error.Write(string.Create(
            CultureInfo.InvariantCulture, $"\r{_seeds} of {options.Count} seeds, {_steps} steps "));
    }

    /// <summary>Clears the line.</summary>
    public void End()
    {
        if (isTerminal) Console.Error.Write("\r\e[K");
    }

    /// <summary>A line about all of it.</summary>
    public string Summary() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Counted.Of(_seeds, "seed")} of '{options.Scenario.Name}' broke no rule: {_steps} steps, {_turns} turns, "
        + $"{_elapsed.TotalHours:0.0} simulated hours in {time.GetElapsedTime(_start).TotalSeconds:0.0} s");
}
