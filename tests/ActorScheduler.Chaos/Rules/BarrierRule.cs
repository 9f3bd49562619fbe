namespace ActorScheduler.Chaos.Rules;

/// <summary>
/// Everything before a barrier has ended before anything behind it starts. To be set aside is an end: a job that is
/// released stands behind all barriers of its time, and nothing waits for it.
/// </summary>
internal static class BarrierRule
{
    public static IEnumerable<string> Find(Plan plan, History history)
    {
        Attempt?[,] latest = Latest(plan, history);
        foreach (Attempt attempt in history.Attempts)
        {
            int epoch = plan.Epoch(attempt.Job);
            if (epoch == 0) continue;
            Attempt? before = latest[epoch - 1, attempt.Copy];
            if (before is not null && before.Until > attempt.Start)
                yield return $"{attempt} is behind a barrier and starts before {before} has ended";
        }
    }

    // For each epoch and life: what ended last of all that was submitted up to then. A copy that a later life submitted
    // is behind what an earlier one did, whatever its number.
    private static Attempt?[,] Latest(Plan plan, History history)
    {
        var latest = new Attempt?[plan.Barriers + 1, history.Lives + 1];
        foreach (Attempt attempt in history.Attempts)
        {
            if (history.WasReleased((attempt.Job, attempt.Copy), 0, attempt.Start)) continue;
            ref Attempt? cell = ref latest[plan.Epoch(attempt.Job), attempt.Copy];
            cell = Later(cell, attempt);
        }

        for (int epoch = 0; epoch <= plan.Barriers; epoch++)
        {
            for (int life = 0; life <= history.Lives; life++)
            {
                ref Attempt? cell = ref latest[epoch, life];
                if (epoch > 0) cell = Later(cell, latest[epoch - 1, life]);
                if (life > 0) cell = Later(cell, latest[epoch, life - 1]);
            }
        }

        return latest;
    }

    private static Attempt? Later(Attempt? one, Attempt? other) =>
        one is null || (other is not null && other.Until > one.Until) ? other : one;
}
