namespace ActorScheduler.Actors;

/// <summary>A job's place in one tracker.</summary>
/// <param name="tracker">The tracker.</param>
/// <param name="job">The member.</param>
/// <param name="shielded">A shielded group stands between: the tracker's cancellation does not reach it.</param>
internal sealed class PendingMember(PendingTracker tracker, JobHandle job, bool shielded)
{
    public JobHandle Job => job;

    public bool IsShielded => shielded;

    /// <summary>True when the tracker has taken the job's end into account.</summary>
    public bool IsNoted { get; set; }

    /// <summary>Has the tracker told of the job's end; at once when it has ended.</summary>
    public void Watch() => job.Watch(this);

    /// <summary>Lets go of the job.</summary>
    public void Forget() => job.StopWatching(this);

    /// <summary>The job has ended, and nobody can see that yet.</summary>
    public void NoteExit(JobExit exit) => tracker.NoteExit(this, exit);

    /// <summary>The end, which was noted before, can be seen now.</summary>
    public void NoteVisible() => tracker.NoteVisible(this);
}
