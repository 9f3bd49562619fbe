using ActorScheduler.Actors;

namespace ActorScheduler;

/// <summary>
/// Watches jobs and does nothing to them: they join while it is current and drop out when they end, whatever their
/// outcome (MGR-8). Derive a class to have a place of its own beside other managers. Thread-safe.
/// </summary>
public class PendingManager : PendingTracker
{
    /// <summary>The manager that is current here; null when there is none.</summary>
    public static PendingManager? Current => GetCurrent<PendingManager>();

    internal override bool IsOpen => true;

    /// <summary>
    /// Makes it current for the code that follows, until the result is disposed of; then what was current before is
    /// again. Dispose of it in the method that called this.
    /// </summary>
    public IDisposable Activate() => PendingScope.Activate(this);

    /// <inheritdoc/>
    public override bool Add(JobHandle job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return Join(job);
    }

    internal override void JoinAmbient(JobHandle job) => Join(job);

    private bool Join(JobHandle job)
    {
        PendingMember? member;
        lock (Gate)
        {
            if (job.IsCompleted) return false;
            member = Register(job);
        }

        member?.Watch();
        return member is not null;
    }
}
