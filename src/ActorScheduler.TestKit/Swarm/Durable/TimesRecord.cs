using System.Globalization;

namespace ActorScheduler.TestKit.Swarm;

/// <summary>What is known of recurring jobs by what their jobs did, and by what the store took.</summary>
/// <param name="fail">Takes the rule that is broken, and how.</param>
internal sealed class TimesRecord(Action<string, string> fail)
{
    private const string Once = "FireTimeCheck: Each fire time has one job, unless it is counted as having none.";

    private readonly Dictionary<(int Step, long Time), JobId> _ran = [];
    private readonly Dictionary<int, HashSet<long>> _accepted = [];
    private readonly HashSet<(int Step, long Time)> _setAside = [];

    /// <summary>A job of a fire time is in the store.</summary>
    public void Accepted(int step, long time)
    {
        if (!_accepted.TryGetValue(step, out HashSet<long>? times)) _accepted.Add(step, times = []);
        if (!times.Add(time)) fail(Once, $"r{step} has two at {Text(time)} in the store");
    }

    /// <summary>A job of a fire time will not run: its node died too often.</summary>
    public void SetAside(int step, long time) => _setAside.Add((step, time));

    /// <summary>The code of a job begins.</summary>
    public void Started(int step, DateTimeOffset? fireTime, JobId job)
    {
        if (fireTime is not { } time)
        {
            fail(Once, $"a job of r{step} has no fire time");
            return;
        }

        if (!_ran.TryAdd((step, time.UtcTicks), job) && _ran[(step, time.UtcTicks)] != job)
            fail(Once, $"r{step} has two at {Text(time.UtcTicks)} that ran");
    }

    /// <summary>Everything of it is over: what it says of itself must be what was seen.</summary>
    /// <param name="step">Which.</param>
    /// <param name="status">What it said at a moment.</param>
    /// <param name="fired">How many it says in the end: those that waited then may have fired since.</param>
    /// <param name="due">How many fire times there were at that moment; null when that is not known.</param>
    /// <param name="allRan">Nobody has canceled a job of it.</param>
    public void CheckEnd(int step, RecurringStatus status, long fired, long? due, bool allRan)
    {
        int jobs = _accepted.TryGetValue(step, out HashSet<long>? times) ? times.Count : 0;
        if (fired != jobs) fail(Once, $"r{step} says that it fired {fired} times, and has {jobs} jobs");
        long decided = status.Fired + status.Missed + status.Skipped + status.Queued;
        if (due is { } expected && decided != expected)
            fail(Once, $"r{step} had {expected} fire times: {status.Fired} fired, {status.Missed} missed, "
                + $"{status.Skipped} skipped, {status.Queued} queued");
        foreach (long time in allRan && times is not null ? times : [])
        {
            if (!_ran.ContainsKey((step, time)) && !_setAside.Contains((step, time)))
                fail(Once, $"the job of r{step} at {Text(time)} never ran");
        }
    }

    private static string Text(long ticks) =>
        new DateTime(ticks, DateTimeKind.Utc).ToString("o", CultureInfo.InvariantCulture);
}
