using ActorScheduler.Actors;

namespace ActorScheduler.TestKit.Checks;

/// <summary>What the checks know of a scheduler, from what they were told.</summary>
internal sealed class SchedulerModel(SchedulerCore core, GroupBook groups)
{
    public SchedulerCore Core => core;

    public string Name => core.Name;

    public int? MaxJobs { get; set; } = core.Options.MaxJobs;

    /// <summary>The groups of its node.</summary>
    public GroupBook Groups => groups;

    /// <summary>Jobs that have come and not ended, in the order of their places.</summary>
    public LinkedList<JobModel> Unfinished { get; } = [];

    /// <summary>Jobs with a live attempt.</summary>
    public HashSet<JobModel> Live { get; } = [];

    /// <summary>Places of the barriers.</summary>
    public List<long> Barriers { get; } = [];

    public StopMode? Stopped { get; set; }

    /// <summary>Its actor was made to crash: its machine decides nothing any more.</summary>
    public bool Crashed { get; set; }

    /// <summary>The job whose failure closes it, when its mode says so.</summary>
    public JobModel? FirstFailed { get; set; }

    public void Add(JobModel job)
    {
        groups.Know(job);
        LinkedListNode<JobModel>? before = Unfinished.Last;
        while (before is not null && before.Value.Place > job.Place) before = before.Previous;
        if (before is null) Unfinished.AddFirst(job);
        else Unfinished.AddAfter(before, job);
    }

    public void Enter(JobModel job)
    {
        Live.Add(job);
        groups.Enter(job);
    }

    public void Leave(JobModel job)
    {
        Live.Remove(job);
        groups.Leave(job);
    }
}
