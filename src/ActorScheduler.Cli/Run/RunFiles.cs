using ActorScheduler.Cli.State;

namespace ActorScheduler.Cli.Run;

/// <summary>The files that a run writes must not be those that it reads, or each other.</summary>
internal static class RunFiles
{
    /// <summary>What files have behind the name of a state that are kept beside it.</summary>
    private static readonly string[] Beside = ["-wal", "-shm", "-journal", RunState.LockEnding];

    /// <summary>Refuses a file that was named for two things.</summary>
    /// <exception cref="UsageException">One was.</exception>
    public static void RefuseShared(RunOptions options)
    {
        if (options.JobLog is { } log && Same(log, options.File))
            throw new UsageException($"'{OneLine.Of(log)}' cannot be the job log: it is the job file");
        if (options.State is not { } state) return;
        if (Same(state, options.File))
            throw new UsageException($"'{OneLine.Of(state)}' cannot be the state: it is the job file");
        if (Same(state, options.JobLog))
            throw new UsageException($"'{OneLine.Of(state)}' cannot be the state: it is the job log");
        if (options.JobLog is { } beside && Array.Exists(Beside, ending => Same(state + ending, beside)))
            throw new UsageException($"'{OneLine.Of(beside)}' cannot be the job log: it belongs to the state");
    }

    private static bool Same(string file, string? other) =>
        other is not null && Path.GetFullPath(file) == Path.GetFullPath(other);
}
