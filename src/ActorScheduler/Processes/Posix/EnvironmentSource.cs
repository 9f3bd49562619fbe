using System.Collections.ObjectModel;

namespace ActorScheduler.Processes;

/// <summary>
/// The environments of children: this process's own as it was at the first start, over it the run's variables, the
/// job's, and the mark by which descendants are found. What all jobs of a run share is encoded once. Thread-safe.
/// </summary>
/// <param name="mark">The mark of this process's children.</param>
/// <param name="markEachJob">True gives each job a mark of its own, so that a descendant can be told whose it
/// is.</param>
internal sealed class EnvironmentSource(RunMark mark, bool markEachJob)
{
    private volatile Shared? _shared;

    /// <summary>The environment for one child.</summary>
    /// <param name="spec">What it asks for.</param>
    /// <param name="number">The child's number in this process.</param>
    /// <param name="own">True when it is for this child only: dispose it.</param>
    public EnvironmentBlock For(ProcessStartSpec spec, long number, out bool own)
    {
        Shared? shared = _shared;
        if (shared is null || !ReferenceEquals(shared.Extra, spec.ExtraEnvironment))
            _shared = shared = new Shared(spec.ExtraEnvironment, Build(spec.ExtraEnvironment));
        own = markEachJob || spec.Mark is not null || spec.Job.Environment is { Count: > 0 };
        return own ? shared.Block.With(ChangesOf(spec, number)) : shared.Block;
    }

    private static void RefuseMalformed(ProcessJob job)
    {
        foreach ((string name, string? value) in job.Environment!)
        {
            bool isGood = name.Length > 0 && name.AsSpan().IndexOfAny('=', '\0') < 0
                && value?.Contains('\0', StringComparison.Ordinal) != true;
            if (isGood) continue;
            throw new ProcessStartException(
                ProcessStartError.Other,
                $"The variable '{name}' of '{job.Program}' cannot be set: "
                + "its name is empty or has '=', or it has a NUL character.",
                job.Program);
        }
    }

    private EnvironmentBlock Build(IReadOnlyDictionary<string, string?>? extra)
    {
        var changes = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach ((string name, string? value) in extra ?? ReadOnlyDictionary<string, string?>.Empty)
            changes[name] = value;
        changes[RunMark.Variable] = mark.Value;
        return EnvironmentBlock.OfThisProcess(changes);
    }

    private List<KeyValuePair<string, string?>> ChangesOf(ProcessStartSpec spec, long number)
    {
        var changes = new List<KeyValuePair<string, string?>>();
        if (spec.Job.Environment is { Count: > 0 } wanted)
        {
            RefuseMalformed(spec.Job);
            foreach (KeyValuePair<string, string?> change in wanted)
            {
                bool isMark = change.Key == RunMark.Variable
                    || (spec.Mark is not null && AttemptMark.IsVariable(change.Key));
                if (!isMark) changes.Add(change);
            }
        }

        if (spec.Mark is { } attempt) changes.AddRange(attempt.Variables);
        if (markEachJob) changes.Add(new(RunMark.Variable, mark.OfJob(number)));
        return changes;
    }

    private sealed record Shared(IReadOnlyDictionary<string, string?>? Extra, EnvironmentBlock Block);
}
