using ActorScheduler.Cli.Output;

namespace ActorScheduler.Cli.Run;

/// <summary>
/// Finds jobs that the system has stopped, as it does with one that asks for a password on the terminal, which is the
/// tool's: it would run for ever, and nobody would know why. Told once of each.
/// </summary>
internal sealed class StoppedJobs(Screen screen, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly HashSet<long> _told = [];
    private long _lookedAt = time.GetTimestamp();

    /// <summary>Looks at the jobs that run, once a second however often it is called.</summary>
    public void Look(JobWindow window)
    {
        if (!OperatingSystem.IsLinux() || time.GetElapsedTime(_lookedAt) < Pause) return;
        _lookedAt = time.GetTimestamp();
        foreach ((RunningJob job, int process) in window.Running())
        {
            if (IsStopped(process) && _told.Add(job.Spec.Number))
                screen.Message($"{job.Spec.Title()} was stopped, as the system does when a job asks for the terminal");
        }
    }

    // The state stands behind the name, which may hold anything but ends at the last bracket.
    private static bool IsStopped(int process)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{process}/stat");
            return stat.AsSpan(stat.LastIndexOf(')') + 1).StartsWith(" T");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;       // it has ended
        }
    }
}
