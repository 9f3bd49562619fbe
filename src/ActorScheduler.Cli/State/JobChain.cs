using ActorScheduler.Cli.JobFiles;

namespace ActorScheduler.Cli.State;

/// <summary>
/// A number for the beginning of a job file: for each job and barrier up to a place, and everything that is said of the
/// job there. Two files that have the same number at the same job have the same jobs up to it.
/// </summary>
internal sealed class JobChain
{
    // FNV-1a: the same in every process, and a difference that it does not see is no accident.
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The number of what was added so far.</summary>
    public ulong Value { get; private set; } = Basis;

    /// <summary>Adds the next entry.</summary>
    public void Add(JobEntry entry)
    {
        if (entry is not JobSpec job)
        {
            Mix('-');
            return;
        }

        Mix('j');
        Mix(job.Command);
        Mix(job.Name);
        Mix(job.WorkingDirectory);
        Mix(job.Arguments);
        Mix(job.Groups.Select(static group => group.ToString()).ToArray());
        Mix(job.After);
        Mix(job.Environment?.OrderBy(static v => v.Key, StringComparer.Ordinal)
            .SelectMany(static v => new[] { v.Key, v.Value }).ToArray());
        Mix(job.Timeout?.Ticks ?? -1);
        Mix(job.Retries ?? -1);
    }

    // Each part with its length, so that no part can pass for the end of the one before it.
    private void Mix(IReadOnlyList<string?>? parts)
    {
        Mix(parts?.Count ?? -1);
        foreach (string? part in parts ?? []) Mix(part);
    }

    private void Mix(string? text)
    {
        Mix(text?.Length ?? -1);
        foreach (char c in text.AsSpan()) Value = (Value ^ c) * Prime;
    }

    private void Mix(long number)
    {
        for (int shift = 0; shift < 64; shift += 16) Value = (Value ^ (ushort)(number >> shift)) * Prime;
    }
}
