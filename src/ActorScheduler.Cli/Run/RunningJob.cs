using ActorScheduler.Cli.JobFiles;
using ActorScheduler.Cli.Output;

namespace ActorScheduler.Cli.Run;

/// <summary>A job that the scheduler has taken, and how far it has been shown.</summary>
internal sealed class RunningJob
{
    private readonly Lock _gate = new();
    private readonly bool _startsInOrder;
    private Task? _shown;

    /// <summary>Makes one.</summary>
    /// <param name="spec">What the file says.</param>
    /// <param name="handle">The scheduler's handle.</param>
    /// <param name="startsInOrder">Nothing that comes after it can start while it waits.</param>
    public RunningJob(JobSpec spec, ProcessHandle handle, bool startsInOrder)
    {
        Spec = spec;
        Handle = handle;
        _startsInOrder = startsInOrder;
        Output = new ReaderBytes(handle.Output);
        Error = new ReaderBytes(handle.Error);
    }

    public JobSpec Spec { get; }

    public ProcessHandle Handle { get; }

    public ReaderBytes Output { get; }

    public ReaderBytes Error { get; }

    /// <summary>Where the <see cref="JobWindow"/> has it.</summary>
    public LinkedListNode<RunningJob>? Place { get; set; }

    /// <summary>How it ended; null while that is not known here.</summary>
    public JobExit? Exit { get; set; }

    /// <summary>When its newest attempt started; of use once its start was told.</summary>
    public DateTimeOffset StartedAt => new(((JobReference)Handle).StartedAt, TimeSpan.Zero);

    /// <summary>True while no job that comes after it can have started.</summary>
    public bool HoldsLine => _startsInOrder && Handle.State is JobState.Submitted or JobState.Waiting;

    /// <summary>True when its start was shown.</summary>
    public bool StartShown { get; set; }

    /// <summary>How it ended, as it is shown and logged.</summary>
    /// <param name="isKept">True when what it wrote has not been shown yet.</param>
    public JobResult MakeResult(bool isKept) => new()
    {
        Job = Spec,
        Exit = Exit!,
        Received = Output.Length,
        Output = isKept ? Output : null,
        Error = isKept ? Error : null,
    };

    /// <summary>
    /// Begins to follow streamed output unless that has begun; the task ends when it was shown to its end.
    /// </summary>
    public Task Follow(Func<RunningJob, Task> follow)
    {
        lock (_gate) return _shown ??= follow(this);
    }
}
