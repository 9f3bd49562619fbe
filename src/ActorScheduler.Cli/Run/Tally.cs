using ActorScheduler.Cli.Output;

namespace ActorScheduler.Cli.Run;

/// <summary>Counts of the run. Thread-safe.</summary>
internal sealed class Tally
{
    private long _seen;
    private long _skipped;
    private long _completed;
    private long _failed;
    private long _canceled;
    private long _ended;

    /// <summary>Jobs of the file, as far as it was read.</summary>
    public long Seen => Volatile.Read(ref _seen);

    /// <summary>Jobs that the job log had already.</summary>
    public long Skipped => Volatile.Read(ref _skipped);

    public long Completed => Volatile.Read(ref _completed);

    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Jobs that ran and were stopped.</summary>
    public long Canceled => Volatile.Read(ref _canceled);

    /// <summary>Jobs that were handed to the scheduler and have ended, however.</summary>
    public long Ended => Volatile.Read(ref _ended);

    /// <summary>The file had one more job.</summary>
    public void See() => Interlocked.Increment(ref _seen);

    /// <summary>A job was done before.</summary>
    public void Skip() => Interlocked.Increment(ref _skipped);

    /// <summary>A job has ended.</summary>
    public void End(JobResult result)
    {
        Interlocked.Increment(ref _ended);
        if (result.Exit.Succeeded) Interlocked.Increment(ref _completed);
        else if (result.Failed) Interlocked.Increment(ref _failed);
        else if (result.Stopped) Interlocked.Increment(ref _canceled);
    }
}
