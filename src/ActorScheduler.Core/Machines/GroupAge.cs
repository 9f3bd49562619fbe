namespace ActorScheduler.Machines;

/// <summary>
/// Which of the jobs of all users of a group comes first: the higher priority, then who has waited longer. A total
/// order over the jobs of a node, so that of two who want the same one always gives way. That is why no users can wait
/// for each other in a ring.
/// </summary>
/// <remarks>
/// Within one user it is the order of <see cref="JobOrder"/>, and has to be: if a permit could be kept for a job that
/// has waited long and stands behind one of higher priority, and that one gave way to another user's, all three would
/// wait for ever.
/// </remarks>
/// <param name="Priority">The job's priority.</param>
/// <param name="At">When the job was taken in.</param>
/// <param name="Origin">Its scheduler or pool, which settles the same moment.</param>
/// <param name="Order">Its place there.</param>
internal readonly record struct GroupAge(int Priority, long At, ulong Origin, long Order)
{
    /// <summary>Older than any job: what a lowered limit asks with.</summary>
    public static readonly GroupAge Oldest = new(int.MaxValue, long.MinValue, 0, 0);

    /// <summary>Younger than any job.</summary>
    public static readonly GroupAge Youngest = new(int.MinValue, long.MaxValue, ulong.MaxValue, long.MaxValue);

    public static GroupAge Of(JobReference job) =>
        new(job.Priority, job.ScheduledAt, job.Owner.Origin, job.Order);

    public bool Precedes(in GroupAge other)
    {
        if (Priority != other.Priority) return Priority > other.Priority;
        if (At != other.At) return At < other.At;
        return Origin != other.Origin ? Origin < other.Origin : Order < other.Order;
    }
}
