using ActorScheduler.Machines;

namespace ActorScheduler.Chaos.Rules;

/// <summary>
/// A job is set aside when it was cut off three times, not before and not later, and runs again only when it was
/// released. A job that kills its process has met that.
/// </summary>
internal static class QuarantineRule
{
    public static IEnumerable<string> Find(Plan plan, History history)
    {
        foreach (((int Job, int Copy) key, List<Attempt> attempts) in history.Copies)
        {
            int cutOff = 0;
            for (int i = 0; i < attempts.Count; i++)
            {
                int from = i == 0 ? 0 : attempts[i - 1].Start;
                if (history.WasReleased(key, from, attempts[i].Start)) cutOff = 0;
                if (cutOff == SchedulerMachine.MostDeaths)
                    yield return $"{attempts[i]} starts, and was cut off {cutOff} times since it was last released";
                if (history.WasCutOff(attempts, i)) cutOff++;
            }
        }

        foreach (string finding in FindTooEarly(history)) yield return finding;
        for (int n = 1; n <= plan.Count; n++)
        {
            if (plan[n].Work == Work.Poison && !history.SetAside.Contains(n))
                yield return $"job {n} kills its process and was never set aside";
        }
    }

    // Each death is that of a life: of the one that submitted it, or of later ones.
    private static IEnumerable<string> FindTooEarly(History history)
    {
        var since = new Dictionary<(int, int), (int Place, int Life)>();
        for (int place = 0; place < history.Notes.Count; place++)
        {
            Note note = history.Notes[place];
            if (note.Kind == NoteKind.SetAside && note.Life <= SchedulerMachine.MostDeaths)
                yield return $"line {place + 1}: job {note.Job}.{note.Copy} is set aside in life {note.Life}";
            if (note.Kind != NoteKind.Released) continue;
            (int, int) key = (note.Job, note.Copy);
            bool isAgain = since.TryGetValue(key, out (int Place, int Life) last);
            // Who releases it may die before that is in the store, and the next life does it again.
            bool hasRun = history.Of(note.Job, note.Copy).Any(a => a.Start > last.Place && a.Start < place);
            if (isAgain && !hasRun) continue;
            int deaths = note.Life - (isAgain ? last.Life : note.Copy);
            if (deaths < SchedulerMachine.MostDeaths)
                yield return $"line {place + 1}: job {note.Job}.{note.Copy} was set aside after {deaths} deaths";
            since[key] = (place, note.Life);
        }
    }
}
