namespace ActorScheduler.Core.Tests.Machines.Model;

/// <content>What must hold when a step is over: nothing is left undone, and nothing sleeps that could run.</content>
internal sealed partial class Book
{
    public void CheckRest(SchedulerStatistics statistics)
    {
        foreach (Entry job in Jobs.Concat(Barriers)) CheckJob(job);
        CheckMarks();
        CheckCounts(statistics);
        CheckDoor();
        CheckSleepers();
        CheckSources();
    }

    private void CheckJob(Entry job)
    {
        JobState state = job.Job.State;
        Rule("exit", job.Due is null, $"{job} should have ended as {job.Due}");
        Rule("life", LifeChart.Reaches(job.Seen, state), $"{job} went from {job.Seen} to {state}");
        Rule("life", job.End is { } end ? state == end : state < JobState.Completed, $"{job} is {state}, the model says {job.End}");
        job.Seen = state;
        if (job.IsBarrier) return;
        Rule("life", (state is JobState.Running or JobState.Canceling) == job.Running, $"{job} is {state}");
        Rule("cancel", !job.Running || !job.CancelAsked || job.CancelTold, $"{job} was not asked to stop");
        if (job.Ended || job.Running) return;
        if (!job.Accepted && state != JobState.Submitted) Accept(job);
        Rule("accepted", !job.AcceptanceAsked || !job.Accepted || job.AcceptanceReported, $"{job}: nobody was told that it is accepted");
        Rule("closed", !IsClosed, $"{job} waits behind a closed door");
        Rule("after", state != JobState.Waiting || !MustNotRun(job), $"{job} waits for what will not come");
        Rule("timers", (state == JobState.Delayed) == (job.Timer is not null), $"{job} is {state} with timer {job.Timer}");
    }

    private void CheckMarks()
    {
        long oldest = Oldest;
        foreach (Entry barrier in Barriers)
            Rule("barrier", barrier.Ended || oldest < barrier.Place, $"barrier {barrier} stands and nothing is before it");
        foreach (DrainEntry drain in Drains)
            Rule("drain", drain.Reached || oldest < drain.Place, $"the drain at {drain.Place} is not told that it is reached");
        foreach (RunEntry run in Runs)
        {
            bool over = run.Exhausted && Jobs.TrueForAll(j => j.Run != run || j.Ended);
            Rule("run end", run.EndReported == over, $"a run has ended and nobody is told");
        }

        Rule("stopped", StoppedReported == (StopMode is not null && oldest == long.MaxValue), $"stopped and nobody is told");
        Rule("tokens", Tokens <= Running.Count(), $"a token is kept that no job needs");
    }

    private void CheckCounts(SchedulerStatistics statistics)
    {
        int waiting = Jobs.Count(j => j is { Accepted: true, Running: false, Ended: false });
        Same(Running.Count(), statistics.Running, "running");
        Same(waiting, statistics.Waiting + statistics.Delayed, "waiting");
        Same(Jobs.Count(j => j is { Accepted: false, Ended: false }), statistics.AtDoor, "at the door");
        Same(Jobs.Count, statistics.Scheduled, "scheduled");
        Same(Jobs.Count(j => j.End == JobState.Completed), statistics.Completed, "completed");
        Same(Jobs.Count(j => j.End == JobState.Failed), statistics.Failed, "failed");
        Same(Jobs.Count(j => j.End == JobState.Canceled), statistics.Canceled, "canceled");
        Same(Jobs.Count(j => j.End == JobState.Rejected), statistics.Rejected, "rejected");

        static void Same(long expected, long actual, string what) =>
            Rule("counts", expected == actual, $"{what}: {actual}, the model says {expected}");
    }

    private void CheckDoor()
    {
        if (options.QueueCapacity is not { } capacity) return;
        List<Entry> waiting = Jobs.FindAll(j => j is { Accepted: true, Running: false, Ended: false });
        int queued = waiting.Count(j => j.Run is null);
        int first = waiting.Count(j => j.Run is null && !j.Retried);
        Rule("door", first <= capacity, $"{first} wait, {capacity} may");
        Entry? head = Jobs.Find(j => j is { Accepted: false, Ended: false });
        if (head is null) return;
        Rule("door", queued >= capacity, $"{head} waits at the door although there is room");
        bool ready = waiting.Count == 0 && head.After.All(a => a.Ended) && Now >= head.NotBefore;
        if (ready && CanStart(head)) CheckGates(head, "door");
    }

    private void CheckSleepers()
    {
        List<Entry> waiting = Jobs.FindAll(j => j is { Accepted: true, Running: false, Ended: false, Job.State: JobState.Waiting });
        List<Entry> ready = waiting.FindAll(j => InFront(j.Place) && j.After.All(a => a.Ended));
        foreach (Entry job in ready)
        {
            if (!CanStart(job) || ready.Exists(other => other.Precedes(job) && IsInTheWay(other, job))) continue;
            CheckGates(job, "sleeps");
            return;
        }
    }

    private bool CanStart(Entry job) =>
        (MaxJobs is not { } most || Running.Count() < most) && InFront(job.Place)
        && Array.TrueForAll(job.Groups, key => !Limits.TryGetValue(key, out int limit) || Inside(key) < limit);

    // An older one may have what it needs kept for it, unless it waits for the end of a pause.
    private bool IsInTheWay(Entry older, Entry job) =>
        !older.Groups.Any(key => Limits.TryGetValue(key, out int limit) && limit == 0)
        && older.Groups.Intersect(job.Groups).Any(Limits.ContainsKey);

    // Something could start: then only the load or a missing token may hold it, and somebody looks after that.
    private void CheckGates(Entry job, string rule)
    {
        bool loadAsked = options.MaxLoad is not null && MaxJobs != 1 && Running.Any();
        bool held = loadAsked && (LoadAsked || IsHeldByLoad);
        Rule(rule, held || (useTokens && TokenAsked), $"{job} could start and sleeps");
    }

    private bool IsHeldByLoad =>
        Load is { } load && !(load.Value < options.MaxLoad) && (LoadTimer is not null || options.LoadCheckInterval is null);

    private void CheckSources()
    {
        if (options.MaxLoad is not null || (MaxJobs is { } most && Running.Count() >= most)) return;
        if (Jobs.Exists(j => j is { Running: false, Ended: false })) return;
        foreach (RunEntry run in Runs)
            Rule("pull", run.Exhausted || run.Pulling || !InFront(run.Place), $"a slot is free and the source is not asked");
    }
}
