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
        Machine.AttemptExited(job, new AttemptReport(AttemptResult.Succeeded), world.Tick());
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
        Machine.AssertInvariants();
    }

    private void Started(PoolJob job)
    {
        Waiting.Remove(job);
        Running.Add(job);
        Starts.Add(job.Sequence);
        world.CountOvertaking(job);
    }
}
