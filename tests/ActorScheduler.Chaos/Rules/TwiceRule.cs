namespace ActorScheduler.Chaos.Rules;

/// <summary>Nothing runs that has ended for good, and no job has two attempts at once.</summary>
internal static class TwiceRule
{
    public static IEnumerable<string> Find(Plan plan, History history)
    {
        Dictionary<(int, int), int> told = history.Notes.Select(static (note, place) => (note, place))
            .Where(static n => n.note.Kind == NoteKind.Told)
            .GroupBy(static n => (n.note.Job, n.note.Copy))
            .ToDictionary(static n => n.Key, static n => n.Min(static x => x.place));
        foreach (((int Job, int Copy) key, List<Attempt> attempts) in history.Copies)
        {
            PlannedJob job = plan[key.Job];
            if (job.Work == Work.OnceOnly && attempts.Count > 1) yield return $"{attempts[1]}: it must not run twice";
            int end = told.GetValueOrDefault((key.Job, job.IsKeyed ? 0 : key.Copy), int.MaxValue);
            foreach (Attempt attempt in attempts.Where(attempt => attempt.Start > end))
                yield return $"{attempt} starts behind the exit that its handle was told of";
            for (int i = 1; i < attempts.Count; i++)
            {
                if (FindBetween(attempts[i - 1], attempts[i]) is { } finding) yield return finding;
            }
        }

        foreach (int job in history.Copies.Keys.CountBy(static key => key.Job)
            .Where(count => count.Value > 1 && plan[count.Key].IsKeyed).Select(static count => count.Key))
            yield return $"job {job} has a key and runs as {string.Join(" and ", history.Of(job, 0).Take(2))}";
        foreach (string finding in ToldRule.Find(plan, history)) yield return finding;
    }

    private static string? FindBetween(Attempt before, Attempt next)
    {
        if (before.Completed && before.Life == next.Life) return $"{next} starts though {before} ended well";
        if (before.Ended == NoteKind.Quit) return $"{next} starts though {before} was canceled";
        if (before.Until > next.Start) return $"{next} starts while {before} runs";
        bool hasToken = before.First.Epoch > 0 && next.First.Epoch > 0;
        return hasToken && Token(before) >= Token(next) ? $"{next} has no higher token than {before}" : null;
    }

    private static AttemptToken Token(Attempt attempt) => new(attempt.First.Epoch, attempt.First.Attempt);
}
