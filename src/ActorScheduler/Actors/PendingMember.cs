namespace ActorScheduler.Actors;

/// <summary>A job's place in one tracker.</summary>
/// <param name="tracker">The tracker.</param>
/// <param name="job">The member.</param>
/// <param name="shielded">A shielded group stands between: the tracker's cancellation does not reach it.</param>
internal sealed class PendingMember(PendingTracker tracker, JobHandle job, bool shielded)
{
    private volatile IDisposable? _subscription;
    private volatile bool _forgotten;

    public JobHandle Job => job;

    public bool IsShielded => shielded;

    /// <summary>Tells the tracker of the job's end, before those who await the job resume (PEND-15).</summary>
    public void Watch()
    {
        _subscription = job.OnExit(NoteExit);
        if (_forgotten) _subscription.Dispose();
    }

    /// <summary>Lets go of the job.</summary>
    public void Forget()
    {
        _forgotten = true;
        _subscription?.Dispose();
    }

    private void NoteExit(JobExit exit) => tracker.NoteExit(this, exit);
}
