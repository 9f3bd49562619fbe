using ActorScheduler.Machines;

namespace ActorScheduler.Actors;

/// <summary>
/// Which attempts may run on when their scheduler's actor is gone: those that were started and have not told of their
/// end. A process is none of them, it was ended before.
/// </summary>
internal sealed class LeftCode
{
    private readonly HashSet<JobReference> _others = [];

    /// <summary>An attempt has told of its end while its scheduler's actor stopped.</summary>
    public void Ended(JobHandle job) => _others.Add(job);

    /// <summary>These effects are not carried out any more: what they were to start, never starts.</summary>
    public void NotStarted(EffectBuffer effects)
    {
        foreach (ref readonly Effect effect in effects.Span)
        {
            if (effect.Kind == EffectKind.StartAttempt) _others.Add((JobReference)effect.Target!);
        }
    }

    /// <summary>Whether an attempt of a job that its machine has among those that run may run on.</summary>
    public bool RunsOn(JobReference job) => job is not ProcessHandle && !_others.Contains(job);
}
