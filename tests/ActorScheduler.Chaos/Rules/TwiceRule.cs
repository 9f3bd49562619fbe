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
            if (plan[key.Job].Work == Work.OnceOnly && attempts.Count > 1)
                yield return $"{attempts[1]}: it must not run twice";
            foreach (Attempt attempt in attempts.Where(a => told.TryGetValue(key, out int place) && a.Start > place))
                yield return $"{attempt} starts behind the exit that its handle was told of";
            for (int i = 1; i < attempts.Count; i++)
            {
                if (FindBetween(attempts[i - 1], attempts[i]) is { } finding) yield return finding;
            }
        }

        foreach (string finding in FindTold(history)) yield return finding;
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

    // A handle that is told "completed" has an attempt before that line that says the same.
    private static IEnumerable<string> FindTold(History history)
    {
        var told = new HashSet<(int, int)>();
        for (int place = 0; place < history.Notes.Count; place++)
        {
            Note note = history.Notes[place];
            if (note.Kind != NoteKind.Told) continue;
            if (!told.Add((note.Job, note.Copy))) yield return $"job {note.Job}.{note.Copy} has two exits";
            var outcome = (JobOutcome)note.Detail;
            if (outcome is not (JobOutcome.Completed or JobOutcome.Canceled))
                yield return $"the handle of job {note.Job}.{note.Copy} was told {outcome}";
            bool ended = history.Of(note.Job, note.Copy).Any(a => a.Completed && a.Until < place);
            if (outcome == JobOutcome.Completed && !ended)
                yield return $"job {note.Job}.{note.Copy} is told to have completed, and no attempt of it has";
        }
    }
}
