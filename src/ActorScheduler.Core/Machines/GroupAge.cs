namespace ActorScheduler.Machines;

/// <summary>
/// How long a job of any user of a group has waited: a total order over the jobs of a node, so that of two who want the
/// same one always gives way. That is why no users can wait for each other in a ring.
/// </summary>
/// <param name="At">When the job was taken in.</param>
/// <param name="Origin">Its scheduler or pool, which settles the same moment.</param>
/// <param name="Order">Its place there.</param>
internal readonly record struct GroupAge(long At, ulong Origin, long Order)
{
    /// <summary>Older than any job: what a lowered limit asks with.</summary>
    public static readonly GroupAge Oldest = new(long.MinValue, 0, 0);

    /// <summary>Younger than any job.</summary>
    public static readonly GroupAge Youngest = new(long.MaxValue, ulong.MaxValue, long.MaxValue);

    public static GroupAge Of(JobReference job) => new(job.ScheduledAt, job.Owner.Origin, job.Order);

    public bool Precedes(in GroupAge other)
    {
        if (At != other.At) return At < other.At;
        return Origin != other.Origin ? Origin < other.Origin : Order < other.Order;
    }
}
