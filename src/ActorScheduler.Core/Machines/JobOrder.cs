namespace ActorScheduler.Machines;

/// <summary>Who comes first: the higher priority, then the one that was taken in first.</summary>
internal sealed class JobOrder : IComparer<JobReference>
{
    public static readonly JobOrder Instance = new();

    public static bool Precedes(JobReference a, JobReference b) =>
        a.Priority != b.Priority ? a.Priority > b.Priority : a.Order < b.Order;

    public int Compare(JobReference? x, JobReference? y)
    {
        if (ReferenceEquals(x, y)) return 0;
        return Precedes(x!, y!) ? -1 : 1;
    }
}
