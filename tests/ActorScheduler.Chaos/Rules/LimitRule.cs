namespace ActorScheduler.Chaos.Rules;

/// <summary>At no line do more attempts run than the scheduler, and each group, allows.</summary>
internal static class LimitRule
{
    public static IEnumerable<string> Find(Plan plan, History history)
    {
        List<Attempt> attempts = [.. history.Attempts];
        IEnumerable<string> found = FindOne("the scheduler", Plan.MaxJobs, attempts);
        foreach ((string group, int limit) in Plan.Limits)
        {
            List<Attempt> members = attempts.FindAll(a => plan[a.Job].Groups?.Contains(group) == true);
            found = found.Concat(FindOne($"group '{group}'", limit, members));
        }

        return found;
    }

    private static IEnumerable<string> FindOne(string name, int limit, List<Attempt> attempts)
    {
        var running = new PriorityQueue<Attempt, int>();
        foreach (Attempt attempt in attempts.OrderBy(static a => a.Start))
        {
            while (running.TryPeek(out _, out int until) && until < attempt.Start) running.Dequeue();
            if (attempt.Until < attempt.Start) continue;        // a child of a dead process: another rule's business
            running.Enqueue(attempt, attempt.Until);
            if (running.Count > limit) yield return $"{attempt} is number {running.Count} in {name}, which allows {limit}";
        }
    }
}
