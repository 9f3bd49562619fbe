using ActorScheduler.Cli.JobFiles;
using ActorScheduler.Cli.Run;

namespace ActorScheduler.Cli.Output;

/// <summary>
/// One way to show a run. <see cref="StartedAsync"/> and <see cref="EndedAsync"/> are called one after the other, never
/// at once; <see cref="FollowAsync"/> runs beside them, once for each stream of a running job.
/// </summary>
internal abstract class JobPrinter
{
    protected JobPrinter(Screen screen) => Screen = screen;

    /// <summary>Where the jobs' output is to go.</summary>
    public abstract ProcessOutput Kind { get; }

    /// <summary>True when it wants to be told of each start.</summary>
    public virtual bool ShowsStarts => false;

    protected Screen Screen { get; }

    /// <summary>A job has started.</summary>
    public virtual ValueTask StartedAsync(JobSpec job, DateTimeOffset at) => ValueTask.CompletedTask;

    /// <summary>Shows a stream of a job while it comes, to its end. Only for output that is streamed.</summary>
    public virtual Task FollowAsync(JobSpec job, OutputSource source, IJobBytes bytes) => Task.CompletedTask;

    /// <summary>A job has ended, and everything that it wrote has come.</summary>
    public virtual ValueTask EndedAsync(JobResult result) => ValueTask.CompletedTask;

    /// <summary>Somebody has asked for more or fewer jobs at once.</summary>
    public virtual ValueTask LimitAskedAsync(LimitChange change) => ValueTask.CompletedTask;

    /// <summary>Everything has ended.</summary>
    public virtual void Ended(RunSummary summary) { }
}
