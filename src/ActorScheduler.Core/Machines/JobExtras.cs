namespace ActorScheduler.Machines;

/// <summary>What only some jobs need: kept apart, so that the common job stays small.</summary>
internal sealed class JobExtras
{
    /// <summary>Reasons of cancel requests, in order.</summary>
    public List<string>? CancelReasons;

    /// <summary>Jobs that wait for this one to complete.</summary>
    public List<JobReference>? Dependents;

    /// <summary>How many jobs of <see cref="JobOptions.After"/> have not completed.</summary>
    public int PendingDependencies;

    /// <summary>The job whose end canceled this one, or that closed the scheduler.</summary>
    public JobReference? Cause;

    /// <summary>Why it was refused.</summary>
    public RejectReason? Rejection;

    /// <summary>When its delay or retry pause ends.</summary>
    public long DelayedUntil;

    /// <summary>Its standing with its groups, when it needs anything else too.</summary>
    public GroupTicket? Ticket;

    /// <summary>The run whose source gave it.</summary>
    public SourceRun? Run;

    /// <summary>Those who wait for the end of this job and of others of its group.</summary>
    public List<GroupDrain>? Drains;

    /// <summary>The worker that a call was lent to.</summary>
    public SchedulerIdentity? Worker;

    /// <summary>Attempts that were broken off by the end of their node: they count for no retry policy.</summary>
    public ushort LostAttempts;

    /// <summary>Those of them whose process died: a job that has too many of them is set aside.</summary>
    public ushort Deaths;

    /// <summary>It ended because of its deaths.</summary>
    public bool Quarantined;

    /// <summary>It came by letter, of somebody who has no handle.</summary>
    public bool IsByLetter;

    /// <summary>The kind of a named job that nothing here can run; null for any other.</summary>
    public string? MissingKind;

    /// <summary>The scheduler incarnation that gave it its id, when that was an earlier one; 0 otherwise.</summary>
    public ulong Origin;

    /// <summary>True when nothing in it but the ticket will be asked for after the job's end.</summary>
    public bool IsBlankBesidesTicket =>
        CancelReasons is null && Dependents is null && Cause is null && Rejection is null && Run is null
        && Drains is null && Worker is null && LostAttempts == 0 && Origin == 0
        && MissingKind is null && !IsByLetter;
}
