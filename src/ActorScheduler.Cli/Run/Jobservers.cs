using ActorScheduler.Cli.Output;

namespace ActorScheduler.Cli.Run;

/// <summary>
/// The jobserver of a run: the one of the make that started us, or one of our own that the commands of the run share,
/// so that a <c>make</c> among them obeys the same limit.
/// </summary>
internal static class Jobservers
{
    /// <summary>Joins or makes it; null where there is none.</summary>
    /// <param name="maxJobs">Jobs at once; without a limit there is nothing to share.</param>
    /// <param name="screen">Where to say that an outer jobserver cannot be used.</param>
    public static MakeJobserver? Open(int? maxJobs, Screen screen)
    {
        if (MakeJobserver.FromEnvironment(out string? problem) is { } outer) return outer;
        if (problem is not null)
            screen.Message($"the jobserver of the make around this cannot be used: {OneLine.Of(problem)}");
        if (maxJobs is not <= MakeJobserver.MostJobs || !OperatingSystem.IsLinux()) return null;
        try
        {
            return MakeJobserver.Create(maxJobs.Value);
        }
        catch (IOException failure)
        {
            screen.Message($"no jobserver for nested makes: {OneLine.Of(failure.Message)}");
            return null;
        }
    }
}
