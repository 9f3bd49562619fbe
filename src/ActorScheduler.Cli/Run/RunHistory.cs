using ActorScheduler.Cli.JobFiles;

namespace ActorScheduler.Cli.Run;

/// <summary>What was done of a job file in earlier runs.</summary>
internal abstract class RunHistory
{
    /// <summary>True when a job has failed that is not to run again.</summary>
    public virtual bool HasFailed => false;

    /// <summary>The highest number of a job that earlier runs had; 0 when they had none.</summary>
    public abstract long LastJob { get; }

    /// <summary>Begins to go along a job file.</summary>
    /// <param name="jobFile">Its name, for messages.</param>
    public abstract HistoryWalk Walk(string jobFile);

    /// <summary>Refuses a history that has more jobs than the job file.</summary>
    /// <exception cref="UsageException">It has.</exception>
    public void CheckCount(long jobs, string jobFile)
    {
        if (LastJob > jobs) throw TooMany(jobs, jobFile == JobFile.StandardInput ? "standard input" : jobFile);
    }

    /// <summary>It has more jobs than the job file.</summary>
    private protected abstract UsageException TooMany(long jobs, string jobFile);
}
