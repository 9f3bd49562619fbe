using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Groups;

/// <summary>A scheduler or pool of the world: a real machine, and what its effects came to.</summary>
internal sealed class LendingUser(
    LendingWorld world, ulong origin, SchedulerOptions options, int? defaultLimit = null, bool alone = false)
    : SchedulerIdentity(origin, $"user {origin}")
{
    private long _lastSequence;

    public SchedulerMachine Machine { get; } =
        new(options, new EffectBuffer(), directory: alone ? null : world, defaultLimit: defaultLimit);

    public bool IsBounded => options.QueueCapacity is not null;

    public List<PoolJob> Running { get; } = [];

    public List<PoolJob> Waiting { get; } = [];

    public List<PoolJob> Ended { get; } = [];

    /// <summary>The numbers of the jobs in the order of their starts.</summary>
    public List<long> Starts { get; } = [];

    public int Drained { get; private set; }

    /// <summary>It has failed, and what it had running runs on.</summary>
    public bool HasFailed { get; private set; }

    public int Held(GroupKey key) => HasFailed ? Machine.LeftInside(key) : Machine.GroupCount(key);

    /// <summary>Its actor is gone; of what runs, some of the code ends with it and the rest runs on.</summary>
    public void Fail()
    {
        HasFailed = true;
        Running.RemoveAll(_ => world.Random.Next(3) == 0);
        Machine.Abandon(world.Tick(), job => Running.Contains(job));
        CarryOut();
    }

    public void TermsSet(GroupKey key, GroupTerms terms, bool joins)
    {
        if (HasFailed) SayWhatIsLeft(key, terms.Lender);
        else Machine.GroupTermsSet(key, terms, joins, world.Tick());
    }

    public void Cleared(GroupKey key, object lender)
    {
        if (!HasFailed) Machine.GroupTermsCleared(key, lender, world.Tick());
    }

    public void Ordered(GroupKey key, object lender, GroupOrder order)
    {
        if (HasFailed) SayWhatIsLeft(key, lender);
        else Machine.GroupOrdered(key, lender, order, world.Tick());
    }

    // As the scheduler's actor does with what comes too late.
    private void SayWhatIsLeft(GroupKey key, object lender) =>
        world.Post(this, new GroupLetter(lender, Machine.LastReportOf(key)));

    public PoolJob Submit(GroupKey[] groups, bool mustStart) =>
        Submit(new JobOptions { Groups = groups }, mustStart ? JobFlags.MustStart : JobFlags.None);

    public PoolJob Submit(JobOptions settings, JobFlags flags)
    {
        var job = new PoolJob(this, ++_lastSequence, settings);
        job.Flags |= flags;
        Waiting.Add(job);
        Machine.Submit(job, world.Tick());
        CarryOut();
        return job;
    }

    public void End(PoolJob job)
    {
        Running.Remove(job);
        if (HasFailed) Machine.LeftAttemptEnded(job);
        else Machine.AttemptExited(job, new AttemptReport(AttemptResult.Succeeded), world.Tick());
        CarryOut();
    }

    public void CarryOut()
    {
        foreach (ref readonly Effect effect in Machine.Effects.Span)
        {
            switch (effect.Kind)
            {
                case EffectKind.StartAttempt: Started((PoolJob)effect.Target!); break;
                case EffectKind.ReportExit:
                    Ended.Add((PoolJob)effect.Target!); Waiting.Remove((PoolJob)effect.Target!);
                    break;
                case EffectKind.TellGroup: world.Post(this, (GroupLetter)effect.Target!); break;
                case EffectKind.DrainReached: Drained++; break;
                default: break;
            }
        }

        Machine.Effects.Clear();
        if (!HasFailed) Machine.AssertInvariants();
    }

    private void Started(PoolJob job)
    {
        Waiting.Remove(job);
        Running.Add(job);
        Starts.Add(job.Sequence);
        world.CountOvertaking(job);
    }
}
