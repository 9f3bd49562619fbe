namespace ActorScheduler.Chaos.Rules;

/// <summary>
/// A handle is told of one exit, one that the job may have; all handles of a job the same; and who is told that it
/// completed can see that above.
/// </summary>
internal static class ToldRule
{
    public static IEnumerable<string> Find(Plan plan, History history)
    {
        var handles = new HashSet<(int, int, int)>();
        var outcomes = new Dictionary<(int, int), JobOutcome>();
        for (int place = 0; place < history.Notes.Count; place++)
        {
            Note note = history.Notes[place];
            if (note.Kind != NoteKind.Told) continue;
            string name = $"job {note.Job}.{note.Copy}";
            var outcome = (JobOutcome)note.Detail;
            if (!handles.Add((note.Job, note.Copy, note.Life))) yield return $"{name} has two exits";
            if (!outcomes.TryAdd((note.Job, note.Copy), outcome) && outcomes[(note.Job, note.Copy)] != outcome)
                yield return $"{name} was {outcomes[(note.Job, note.Copy)]} and is {outcome}";
            bool isBereaved = outcome == JobOutcome.Canceled && history.Bereaved.Contains(note.Job);
            if (!isBereaved && !IsFor(plan[note.Job].Work, outcome))
                yield return $"the handle of {name} was told {outcome}";
            bool ended = history.Of(note.Job, note.Copy).Any(a => a.Completed && a.Until < place);
            if (outcome == JobOutcome.Completed && !ended)
                yield return $"{name} is told to have completed, and no attempt of it has";
        }
    }

    private static bool IsFor(Work work, JobOutcome outcome) => outcome switch
    {
        JobOutcome.Completed => true,
        JobOutcome.Canceled => work == Work.Canceled,
        JobOutcome.Lost => work == Work.OnceOnly,
        _ => false,
    };
}
