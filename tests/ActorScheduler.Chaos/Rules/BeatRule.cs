namespace ActorScheduler.Chaos.Rules;

/// <summary>
/// By the beats that the jobs of recurring jobs have written: no fire time has two jobs, each stands on its beat, none
/// lies between two others and has no job where all are to be made up for, and the count in the store is theirs.
/// </summary>
internal static class BeatRule
{
    public static IEnumerable<string> Find(IReadOnlyList<Note> beats)
    {
        foreach (Beat beat in Beat.All)
        {
            var jobs = new SortedDictionary<int, HashSet<(int Origin, int Sequence)>>();
            foreach (Note note in beats.Where(n => n.Kind == NoteKind.Beat && n.Job == beat.Number))
            {
                if (!jobs.TryGetValue(note.Detail, out HashSet<(int, int)>? known)) jobs.Add(note.Detail, known = []);
                known.Add((note.Copy, note.After));
            }

            foreach (string finding in FindIn(beat, jobs)) yield return $"{beat.Name}: {finding}";
            Note[] ends = [.. beats.Where(n => n.Kind == NoteKind.BeatsEnded && n.Job == beat.Number)];
            if (ends.Length != 1) yield return $"{beat.Name}: it ends {ends.Length} times";
            else if (ends[0].Detail != jobs.Count)
                yield return $"{beat.Name}: {ends[0].Detail} fire times are counted, and {jobs.Count} had a job";
            else if (beat.IsComplete && ends[0].After > 0)
                yield return $"{beat.Name}: {ends[0].After} fire times were left out";
        }
    }

    private static IEnumerable<string> FindIn(Beat beat, SortedDictionary<int, HashSet<(int, int)>> jobs)
    {
        if (jobs.Count == 0) yield return "it never fires";
        int? before = null;
        foreach ((int time, HashSet<(int, int)> ran) in jobs)
        {
            if (ran.Count > 1) yield return $"fire time {time} has {ran.Count} jobs";
            int gap = time - before ?? beat.Period;
            if (gap % beat.Period != 0) yield return $"fire time {time} is {gap} ms behind the one before";
            else if (beat.IsComplete && gap != beat.Period)
                yield return $"there is no job between fire times {before} and {time}";
            before = time;
        }
    }
}
