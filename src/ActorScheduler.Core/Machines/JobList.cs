namespace ActorScheduler.Machines;

/// <summary>
/// Jobs in the order in which they were added, linked through the jobs themselves. A job is in one list at most.
/// </summary>
internal sealed class JobList
{
    public JobReference? First { get; private set; }

    public JobReference? Last { get; private set; }

    public int Count { get; private set; }

    public void Append(JobReference job)
    {
        job.Previous = Last;
        job.Next = null;
        if (Last is null) First = job;
        else Last.Next = job;
        Last = job;
        Count++;
    }

    public void Remove(JobReference job)
    {
        if (job.Previous is null) First = job.Next;
        else job.Previous.Next = job.Next;
        if (job.Next is null) Last = job.Previous;
        else job.Next.Previous = job.Previous;
        job.Next = null;
        job.Previous = null;
        Count--;
    }
}
