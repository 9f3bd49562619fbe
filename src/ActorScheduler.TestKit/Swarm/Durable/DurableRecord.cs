namespace ActorScheduler.TestKit.Swarm;

/// <summary>
/// The record of a durable swarm: what jobs did, what submitters were told, what the store took; and the rules that
/// hold between them whatever crashes.
/// </summary>
/// <param name="limits">How many may be in each group.</param>
/// <param name="fail">Takes the rule that is broken, and how.</param>
internal sealed partial class DurableRecord(IReadOnlyList<int> limits, Action<string, string> fail)
{
    private const string Sequel = "SequelCheck: What was told of a job holds in every later life.";

    private readonly SortedDictionary<int, JobRecord> _jobs = [];
    private readonly List<BarrierRecord> _barriers = [];
    private readonly HashSet<AttemptRecord> _code = [];     // that runs, also in vain
    private int _place;

    /// <summary>How many may be in each group.</summary>
    public IReadOnlyList<int> Limits { get; set; } = limits;

    public JobRecord this[int step] => _jobs[step];

    public JobRecord? Find(int step) => _jobs.GetValueOrDefault(step);

    public void Submitted(SwarmOp step, SchedulerLife life, IReadOnlyList<(JobRecord Job, JobHandle Handle)> after) =>
        _jobs.Add(step.Id, new JobRecord(step, life, ++_place)
        {
            After = [.. after.Select(static before => before.Job)],
            Awaits = [.. after.Where(static before => before.Job.IsKeyed).Select(static before => before.Handle)],
        });

    public void Barrier(SchedulerLife life) => _barriers.Add(new BarrierRecord(life, ++_place));

    public void Acknowledged(JobRecord job)
    {
        job.IsAcknowledged = true;
        KnowBarriersBefore(job);
    }

    /// <summary>A submitter was told how a job ended.</summary>
    public void Told(JobRecord job, JobExit exit)
    {
        if (!job.EndedBefore(exit.Outcome, exit.ExitedAt.UtcTicks)) Told(job, exit.Outcome);
    }

    /// <summary>A submitter was told how a job ended, or that it is refused.</summary>
    public void Told(JobRecord job, JobOutcome outcome)
    {
        if (job.IsKeyed && (outcome == JobOutcome.Rejected || job.HasFinalWord))
        {
            CheckSame(job, outcome);
            return;
        }

        job.Told = outcome;
        if (!job.HasFinalWord) return;
        CheckSame(job, outcome);
        KnowBarriersBefore(job);
        if (job.Running is not null)
            fail("SettleCheck: An end is told after the attempt has ended.", $"{job.Name} runs and is {outcome}");
        if (outcome == JobOutcome.Completed && job.Completed == 0)
            fail("SettleCheck: What is said to have completed has.", $"no attempt of {job.Name} has");
        if (outcome == JobOutcome.Canceled && !job.CancelAsked && job.After.Count == 0)
            fail("SettleCheck: Only what was asked to cancel is canceled.", $"nobody asked {job.Name}");
    }

    // All who ask for a job hear the same.
    private void CheckSame(JobRecord job, JobOutcome outcome)
    {
        if (outcome is JobOutcome.Rejected or JobOutcome.Lost) return;
        if (job.Told is { } told && told != outcome)
            fail("KeyCheck: All who submit a key are told the same end.", $"{job.Name} is {told}, and {outcome}");
        if (job.WrittenEnds is [var written, ..] && written != outcome)
            fail(Ends, $"{job.Name} is told as {outcome} and written as {written}");
    }

    /// <summary>Somebody was told that everything up to now has ended.</summary>
    /// <returns>What to call when that is told.</returns>
    public Action Drained(SchedulerLife life)
    {
        JobRecord[] before = [.. _jobs.Values.Where(job => job.HasPlace && job.Life.Index == life.Index)];
        return () =>
        {
            if (life.IsEnding) return;
            foreach (JobRecord job in before.Where(job => job.IsAcknowledged || job.Life == life))
            {
                job.IsSaidToHaveEnded = true;
                if (job.Running is { } attempt && attempt.Life == life)
                    fail("DrainCheck: A drain is reached when all before it has ended.", $"{job.Name} runs");
            }
        };
    }

    public void CancelAsked(JobRecord job) => job.CancelAsked = true;

    public void CancelAsked(SchedulerLife life)
    {
        life.CancelsAll = true;
        foreach (JobRecord job in _jobs.Values.Where(job => job.Life.Index == life.Index)) job.CancelAsked = true;
    }

    /// <summary>The code of an attempt begins.</summary>
    public AttemptRecord Started(JobRecord job, SchedulerLife life, AttemptToken? token)
    {
        CheckSequel(job);
        CheckLetter(job, token);
        if (job.Running is not null)
            fail("AttemptCheck: A job has one attempt at a time.", $"{job.Name} starts while it runs");
        if (token is { } number && job.LastToken >= number)
            fail("AttemptCheck: The tokens of a job's attempts rise.",
                $"{job.Name} has {number} after {job.LastToken}");
        if (job.After.FirstOrDefault(before => before.Completed == 0) is { } first)
            fail("AfterCheck: A job starts after those it waits for have completed.",
                $"{job.Name} before {first.Name}");
        KnowBarriersBefore(job);
        CheckBarriers(job);
        CheckLimits(job, life);
        job.LastToken = token ?? default;
        job.Starts++;
        return job.Running = Begin(job, life);
    }

    /// <summary>The code of an attempt has ended. One of a life that is over counts for nothing.</summary>
    public void Ended(AttemptRecord attempt, JobOutcome how)
    {
        _code.Remove(attempt);
        JobRecord job = attempt.Job;
        if (job.Running != attempt) return;
        job.Running = null;
        if (how == JobOutcome.Completed) job.Completed++;
        else if (how == JobOutcome.Failed) job.Failed++;
        else job.Canceled++;
    }

    /// <summary>The code of an attempt begins in a life that is over, which may be if it was decided before.</summary>
    public AttemptRecord StartedLate(JobRecord job, SchedulerLife life, AttemptToken token)
    {
        if (!_writtenStarts.Contains((job, token)))
            fail("TakeoverCheck: Who was taken over starts nothing but what was in the store.",
                $"attempt {token} of {job.Name} is not, and starts");
        CheckGroups(job, life);
        return Begin(job, life);
    }

    private AttemptRecord Begin(JobRecord job, SchedulerLife life)
    {
        var attempt = new AttemptRecord(job, life);
        _code.Add(attempt);
        return attempt;
    }

    /// <summary>A life of a scheduler is over: what it had running is cut off, or runs on in vain.</summary>
    public void LifeEnded(SchedulerLife life)
    {
        life.IsEnding = true;
        if (life.IsOver) return;
        life.IsOver = true;
        foreach (JobRecord job in _jobs.Values.Where(job => job.Life.Index == life.Index))
        {
            if (job.WrittenEnds is [] or [JobOutcome.Lost, ..]) job.Lives++;
            if (job.Running?.Life == life) job.Running = null;
        }
    }

    private void CheckSequel(JobRecord job)
    {
        if (job.HasFinalWord) fail(Sequel, $"{job.Name} starts after it was said to be {job.Told}");
        if (job.Told == JobOutcome.Rejected) fail(Sequel, $"{job.Name} was refused, and starts");
        if (job.IsSaidToHaveEnded) fail(Sequel, $"{job.Name} starts after a drain or a barrier said that it had ended");
        if (job.WrittenEnds.Count > 0) fail(Sequel, $"{job.Name} starts after its end was written");
    }

    private void CheckLimits(JobRecord job, SchedulerLife life)
    {
        int beside = _jobs.Values.Count(other => other.Running is not null && other.Life.Index == life.Index);
        if (life.Scheduler.Options.MaxJobs is { } most && beside >= most)
            fail("LimitRecordCheck: No more run than may.", $"{job.Name} runs beside {beside}, and {most} may");
        CheckGroups(job, life);
    }

    // Of its node, whose limits they are: a scheduler of another may not yet know that it was taken over. Code that a
    // scheduler of the node has left running when it failed is inside until it ends.
    private void CheckGroups(JobRecord job, SchedulerLife life)
    {
        for (int group = 0; group < Limits.Count; group++)
        {
            if (!job.IsIn(group)) continue;
            int inside = _code.Count(other => other.Life.Node == life.Node && other.Job.IsIn(group));
            if (inside >= Limits[group])
                fail("LimitRecordCheck: No more are in a group than may.",
                    $"{job.Name} enters group {group} with {inside} inside, and {Limits[group]} may be");
        }
    }

    // What stands behind a barrier has begun: nothing before that barrier begins or runs any more.
    private void CheckBarriers(JobRecord job)
    {
        if (!job.HasPlace) return;
        foreach (JobRecord other in _jobs.Values)
        {
            if (!other.HasPlace || other.Starts == 0 || other.Life.Index != job.Life.Index) continue;
            bool isSplit = Stands(job, other) || (other.Running is not null && Stands(other, job));
            if (isSplit)
                fail("BarrierRecordCheck: What came after a barrier starts after everything before it has ended.",
                    $"{job.Name} starts although a barrier is between it and {other.Name}");
        }
    }

    // True when a barrier stands behind the first and before the second.
    private bool Stands(JobRecord first, JobRecord second) => _barriers.Exists(
        barrier => barrier.Life.Index == first.Life.Index && (barrier.Life == second.Life || barrier.IsKnown)
            && Precedes((first.Life, first.Place), (barrier.Life, barrier.Place))
            && Precedes((barrier.Life, barrier.Place), (second.Life, second.Place)));

    // In the journal: a life that had to wait for it takes in later what it was given before.
    private static bool Precedes((SchedulerLife Life, int Place) one, (SchedulerLife Life, int Place) other) =>
        one.Life == other.Life ? one.Place < other.Place : one.Life.Opening < other.Life.Opening;

    private void KnowBarriersBefore(JobRecord job)
    {
        if (!job.HasPlace) return;
        foreach (BarrierRecord barrier in _barriers)
        {
            if (barrier.Life == job.Life && barrier.Place < job.Place) barrier.IsKnown = true;
        }
    }
}
