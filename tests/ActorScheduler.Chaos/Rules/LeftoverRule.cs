namespace ActorScheduler.Chaos.Rules;

/// <summary>The children of a dead process have stopped before anything runs again.</summary>
internal static class LeftoverRule
{
    public static IEnumerable<string> Find(Plan plan, History history)
    {
        int newest = 0;     // the newest life in which something has started
        for (int place = 0; place < history.Notes.Count; place++)
        {
            Note note = history.Notes[place];
            if (note.Kind == NoteKind.Start) newest = Math.Max(newest, note.Life);
            if (note.Life < newest)
                yield return $"line {place + 1}: job {note.Job}.{note.Copy} of life {note.Life} is at work in life {newest}";
        }
    }
}
