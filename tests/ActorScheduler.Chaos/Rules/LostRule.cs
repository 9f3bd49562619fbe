namespace ActorScheduler.Chaos.Rules;

/// <summary>Every job was accepted, and every accepted copy has come to an end that it may have.</summary>
internal static class LostRule
{
    public static IEnumerable<string> Find(Plan plan, History history)
    {
        if (!history.Notes.Any(static n => n.Kind == NoteKind.Done)) yield return "the last life did not come to its end";
        HashSet<(int, int)> submitted = [.. Copies(history, NoteKind.Submitting)];
        HashSet<(int, int)> told = [.. history.Notes
            .Where(n => n.Kind == NoteKind.Told && n.Life == history.Lives).Select(static n => (n.Job, n.Copy))];
        HashSet<(int Job, int Copy)> accepted = [.. Copies(history, NoteKind.Accepted)];
        HashSet<int> numbers = [.. accepted.Select(static copy => copy.Job)];
        foreach (int number in Enumerable.Range(1, plan.Count).Where(number => !numbers.Contains(number)))
            yield return $"job {number} was never accepted";
        foreach ((int job, int copy) in history.Copies.Keys.Where(key => !submitted.Contains(key)))
            yield return $"job {job}.{copy} runs and was not submitted";
        foreach ((int job, int copy) in accepted.Order())
        {
            bool completed = history.Of(job, copy).Any(static attempt => attempt.Completed);
            if (!completed && plan[job].MustComplete && !history.Bereaved.Contains(job))
                yield return $"job {job}.{copy} was accepted and never completed";
            if (!completed && !MayBeCut(plan[job], history.Of(job, copy), history))
                yield return $"job {job}.{copy} must not run twice, was not cut off, and never completed";
            if ((copy == history.Lives || copy == 0) && !told.Contains((job, copy)))
                yield return $"the handle of job {job}.{copy} was never told of its exit";
        }
    }

    private static IEnumerable<(int, int)> Copies(History history, NoteKind kind) =>
        history.Notes.Where(n => n.Kind == kind).Select(static n => (n.Job, n.Copy));

    // Without a line it may have been cut off before it wrote its first one.
    private static bool MayBeCut(PlannedJob job, IReadOnlyList<Attempt> attempts, History history) =>
        job.Work != Work.OnceOnly || attempts.All(attempt => attempt.Life < history.Lives);
}
