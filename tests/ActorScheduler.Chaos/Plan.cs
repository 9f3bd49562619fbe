namespace ActorScheduler.Chaos;

/// <summary>The jobs of a run, and the rules that hold for them: the same for everybody who knows the seed.</summary>
internal sealed class Plan
{
    /// <summary>How many jobs run at once at most.</summary>
    public const int MaxJobs = 12;

    /// <summary>How many of a group run at once at most.</summary>
    public static readonly IReadOnlyDictionary<string, int> Limits = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["disk"] = 1,
        ["tenant"] = 2,
        ["wide"] = 5,
    };

    private static readonly string[] Names = [.. Limits.Keys];

    private readonly PlannedJob[] _jobs;
    private readonly int[] _epochs;

    public Plan(IEnumerable<PlannedJob> jobs, IEnumerable<int> barriers)
    {
        _jobs = [.. jobs];
        HashSet<int> before = [.. barriers];
        _epochs = new int[_jobs.Length + 1];
        for (int n = 1; n <= _jobs.Length; n++) _epochs[n] = _epochs[n - 1] + (before.Contains(n) ? 1 : 0);
    }

    public int Count => _jobs.Length;

    /// <summary>How many barriers there are.</summary>
    public int Barriers => _epochs[^1];

    public PlannedJob this[int number] => _jobs[number - 1];

    /// <summary>How many barriers stand before a job.</summary>
    public int Epoch(int number) => _epochs[number];

    /// <summary>The plan of a seed.</summary>
    public static Plan Of(int seed, int count)
    {
        var random = new Random(seed);
        var jobs = new List<PlannedJob>(count);
        List<int> barriers = [];
        for (int n = 1; n <= count; n++)
        {
            jobs.Add(Draw(random, n, jobs));
            if (n > 1 && random.Next(120) == 0) barriers.Add(n);
        }

        // Early, so that all kinds of jobs meet it; nobody waits for it.
        int poison = (count + 4) / 5;
        jobs[poison - 1] = new PlannedJob(poison, Work.Poison, IsKeyed: true);
        for (int n = poison; n < count; n++)
        {
            if (jobs[n].After == poison) jobs[n] = jobs[n] with { After = 0 };
        }

        return new Plan(jobs, barriers);
    }

    private static PlannedJob Draw(Random random, int number, List<PlannedJob> before)
    {
        Work work = random.Next(100) switch
        {
            < 52 => Work.Handler,
            < 64 => Work.Flaky,
            < 74 => Work.Steps,
            < 82 => Work.Canceled,
            < 96 => Work.Process,
            _ => Work.OnceOnly,
        };
        int behind = random.Next(10) == 0 ? number - 1 - random.Next(12) : 0;
        if (behind < 1 || !before[behind - 1].MustComplete) behind = 0;
        return new PlannedJob(
            number, work,
            Time: random.Next(3) == 0 ? random.Next(25) : 0,
            Steps: work == Work.Steps ? 2 + random.Next(4) : 0,
            Groups: [.. Names.Where(_ => random.Next(6) == 0)],
            After: behind,
            Delay: random.Next(25) == 0 ? 50 + random.Next(250) : 0,
            Priority: random.Next(5) == 0 ? random.Next(-2, 3) : 0,
            IsKeyed: random.Next(4) > 0);
    }
}
