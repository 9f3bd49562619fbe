namespace ActorScheduler.Chaos.Rules;

/// <summary>A job starts when those that it waits for have completed, and not before its delay is over.</summary>
internal static class OrderRule
{
    /// <summary>Microseconds by which the clock of the scheduler and that of the log may differ.</summary>
    private const long Slack = 20_000;

    public static IEnumerable<string> Find(Plan plan, History history)
    {
        Dictionary<(int, int), long> submitted = history.Notes
            .Where(static n => n.Kind == NoteKind.Submitting)
            .DistinctBy(static n => (n.Job, n.Copy))
            .ToDictionary(static n => (n.Job, n.Copy), static n => n.Stamp);
        foreach (Attempt attempt in history.Attempts)
        {
            if (attempt.First.After > 0)
            {
                IReadOnlyList<Attempt> before =
                    history.Of(attempt.First.After, plan[attempt.First.After].IsKeyed ? 0 : attempt.Copy);
                if (!before.Any(static b => b.Completed) || before.Any(b => b.Until > attempt.Start))
                    yield return $"{attempt} comes after job {attempt.First.After}.{attempt.Copy}, which had not completed";
            }

            long since = attempt.First.Stamp - submitted.GetValueOrDefault((attempt.Job, attempt.Copy));
            int delay = plan[attempt.Job].Delay;
            if (delay > 0 && attempt.First.Stamp > 0 && since < (delay * 1000L) - Slack)
                yield return $"{attempt} starts {since} µs after its submission, before its delay of {delay} ms";
        }
    }
}
