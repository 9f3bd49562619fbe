using System.Globalization;

namespace ActorScheduler.TestKit;

/// <summary>Something that happened in a simulation. Immutable.</summary>
/// <param name="Step">The step in which it happened, from 1.</param>
/// <param name="At">When, in virtual time since the start.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Subject">To what: a job's name, or <c>scheduler/number</c> for a job without one; an actor.</param>
/// <param name="Detail">What else there is to say; null when that is all.</param>
public readonly record struct SimulationEvent(
    long Step, TimeSpan At, SimulationEventKind Kind, string Subject, string? Detail = null)
{
    /// <summary>One line: step, time, kind, subject and detail.</summary>
    public override string ToString()
    {
        string head = string.Create(CultureInfo.InvariantCulture, $"{Step,6} {At.TotalSeconds,12:0.000000}s {Kind}");
        return Detail is null ? $"{head} {Subject}" : $"{head} {Subject}: {Detail}";
    }
}
