using System.Runtime.InteropServices;

namespace ActorScheduler.Chaos.Rules;

/// <summary>What an attempt was told to be put by, the attempts behind it find; nobody finds what nobody did.</summary>
internal static class StepRule
{
    public static IEnumerable<string> Find(Plan plan, History history)
    {
        var done = new Dictionary<(int, int), int>();
        List<string> found = [];
        for (int place = 0; place < history.Notes.Count; place++)
        {
            Note note = history.Notes[place];
            PlannedJob? job = note.Job > 0 ? plan[note.Job] : null;
            if (job?.Work != Work.Steps) continue;
            ref int known = ref CollectionsMarshal.GetValueRefOrAddDefault(done, (note.Job, note.Copy), out _);
            string? finding = note.Kind switch
            {
                NoteKind.Step when note.Detail != known + 1 => $"does step {note.Detail} after step {known}",
                // One step more may be in the store: its attempt was cut off before it could say so.
                NoteKind.Start when note.Detail < known || note.Detail > known + 1 =>
                    $"begins behind step {note.Detail}, and {known} were put by",
                NoteKind.End when known != job.Steps => $"ends after step {known} of {job.Steps}",
                _ => null,
            };
            if (note.Kind is NoteKind.Step or NoteKind.Start) known = note.Detail;
            if (finding is not null) found.Add($"line {place + 1}: job {note.Job}.{note.Copy} {finding}");
        }

        return found;
    }
}
