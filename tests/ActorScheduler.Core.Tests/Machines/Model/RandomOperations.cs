using System.Globalization;
using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines.Model;

/// <summary>A random life of one scheduler, the same for the same seed: anything at any moment, then everything is let run to its end.</summary>
internal sealed class RandomOperations
{
    private static readonly GroupKey[] Keys = ["a", "b", "c", GroupKey.Of("d", 1)];

    private readonly Fault _fault;
    private readonly Random _random;
    private readonly MachineDriver _driver;
    private readonly double _failures;
    private readonly SchedulerOptions _options;
    private readonly (int Weight, Action Do)[] _operations;

    public RandomOperations(int seed, Fault fault, bool takesNotes = false)
    {
        _fault = fault;
        _random = new Random(seed);
        _options = RandomScheduler();
        _failures = _options.FailureMode == FailureMode.CountAndContinue ? 0.3 : 0.04;
        _driver = new MachineDriver(_options, useTokens: Chance(0.2), fault, takesNotes);
        int stops = Chance(0.4) ? 1 : 0;
        int runs = Chance(0.4) ? 3 : 0;
        _operations =
        [
            (35, () => _driver.Submit(RandomJob(pulled: false))),
            (30, EndSome), (12, Advance), (5, CancelSome), (Chance(0.3) ? 1 : 0, _driver.CancelAll), (3, () => _driver.InsertBarrier()), (3, () => _driver.Drain()),
            (3, () => _driver.SetMaxJobs(Chance(0.2) ? null : _random.Next(1, 6))),
            (4, () => _driver.SetGroupLimit(Pick(Keys), Chance(0.25) ? null : _random.Next(0, 4))),
            (3, () => With(Book.Jobs, _driver.WatchAcceptance)), (2, () => With(Book.Jobs, _driver.TellLateNews)),
            (10, ReadLoad), (10, GrantToken), (runs, () => _driver.StartRun()), (runs * 5, AnswerPull), (runs, CancelRun),
            (stops, () => _driver.Stop(Pick(Enum.GetValues<StopMode>()))),
        ];
    }

    private Book Book => _driver.Book;

    /// <summary>Runs the life of one seed; what goes wrong is told with the seed and the last steps.</summary>
    public static void Run(int seed, Fault fault = Fault.None, int steps = 150)
    {
        var life = new RandomOperations(seed, fault);
        try
        {
            life.Live(steps);
            life.LetEnd();
        }
        catch (Exception e) when (fault == Fault.None)
        {
            // Once more, with the story written down this time.
            life = new RandomOperations(seed, fault, takesNotes: true);
            _ = Record.Exception(() =>
            {
                life.Live(steps);
                life.LetEnd();
            });
            string story = string.Join('\n', life.Book.History.TakeLast(60));
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {e.Message}\n{life._options}\n{story}\n{e}"), e);
        }
    }

    private void Live(int steps)
    {
        int all = _operations.Sum(o => o.Weight);
        for (int i = 0; i < steps; i++)
        {
            int drawn = _random.Next(all);
            foreach ((int weight, Action operation) in _operations)
            {
                drawn -= weight;
                if (drawn >= 0) continue;
                operation();
                break;
            }
        }
    }

    // Nothing holds anything any more: whatever has been accepted must come to its end.
    private void LetEnd()
    {
        foreach (GroupKey key in _fault == Fault.PauseKept ? [] : Keys)
        {
            if (Book.Limits.TryGetValue(key, out int limit) && limit == 0) _driver.SetGroupLimit(key, 1);
        }

        for (int left = 5000; left > 0 && Book.Oldest != long.MaxValue; left--)
        {
            if (Book.Runs.Find(r => r.Pulling) is { } run) _driver.SourceEnded(run);
            else if (Book.LoadAsked) _driver.LoadRead(0.5);
            else if (Book.TokenAsked) _driver.TokenGranted();
            else if (Book.Running.FirstOrDefault() is { } job) _driver.EndAttempt(job, new AttemptReport(AttemptResult.Succeeded));
            else if (Book.Jobs.Min(j => j.Timer) is { } due) _driver.Advance(Math.Max(1, due - Book.Now));
            else throw new ModelViolation("stuck", string.Join(", ", Book.Jobs.Where(j => !j.Ended)));
        }

        if (Book.TokenAsked) _driver.TokenGranted();
        _driver.Stop(StopMode.Drain);
        if (Book.Jobs.Find(j => !j.Ended || j.Timer is not null) is { } stuck) throw new ModelViolation("stuck", $"{stuck}");
        if (Book.Tokens != 0 || !Book.StoppedReported) throw new ModelViolation("stuck", $"{Book.Tokens} tokens left, or not stopped");
    }

    private SchedulerOptions RandomScheduler() => new()
    {
        MaxJobs = Chance(0.2) ? null : _random.Next(1, 5),
        MaxLoad = Chance(0.3) ? 4 : null,
        LoadCheckInterval = Chance(0.5) ? TimeSpan.FromMilliseconds(25) : null,
        QueueCapacity = Chance(0.35) ? _random.Next(0, 4) : null,
        FailureMode = Chance(0.5) ? FailureMode.CountAndContinue : Pick(Enum.GetValues<FailureMode>()),
        GroupLimits = Keys.Where(_ => Chance(0.7)).ToDictionary(key => key, _ => _random.Next(0, 3)),
    };

    private FakeJob RandomJob(bool pulled)
    {
        if (Chance(0.3)) return _driver.NewJob(JobOptions.Default, RandomFlags(pulled));
        var settings = new JobOptions
        {
            Priority = Chance(0.2) ? _random.Next(-2, 3) : 0,
            Groups = Chance(0.5) ? [] : [.. Keys.Where(_ => Chance(0.4))],
            After = Chance(0.2) ? [.. Earlier().Take(_random.Next(1, 4))] : [],
            Delay = Chance(0.15) ? TimeSpan.FromMilliseconds(_random.Next(-5, 30)) : TimeSpan.Zero,
            Timeout = Chance(0.15) ? TimeSpan.FromMilliseconds(_random.Next(1, 30)) : null,
            Retry = Chance(0.2) ? RetryPolicy.Fixed(_random.Next(1, 4), TimeSpan.FromMilliseconds(_random.Next(0, 10))) : RetryPolicy.None,
        };
        return _driver.NewJob(settings, RandomFlags(pulled));
    }

    private IEnumerable<FakeJob> Earlier()
    {
        List<Entry> all = [.. Book.Jobs, .. Book.Barriers];
        for (int i = 0; i < 5 && all.Count > 0; i++) yield return all[Math.Max(0, all.Count - 1 - _random.Next(20))].Job;
    }

    private JobFlags RandomFlags(bool pulled) =>
        (Chance(0.2) ? JobFlags.Process : JobFlags.None)
        | (!pulled && Chance(0.02) ? JobFlags.CancelRequested : JobFlags.None)
        | (!pulled && _options.QueueCapacity is not null && Chance(0.6) ? JobFlags.WaitsForRoom : JobFlags.None);

    private void EndSome()
    {
        With(Book.Running.ToList(), job =>
        {
            AttemptResult result = Chance(_failures) ? AttemptResult.Failed
                : Chance(0.05) ? AttemptResult.Canceled : AttemptResult.Succeeded;
            _driver.EndAttempt(job, new AttemptReport(result, _random.NextDouble(), RetryAllowed: Chance(0.9)));
        });
    }

    private void Advance() => _driver.Advance(_random.Next(0, 20) * TimeSpan.TicksPerMillisecond);

    private void CancelSome() => With(Chance(0.2) ? Book.Barriers : Book.Jobs, _driver.Cancel);

    private void ReadLoad()
    {
        if (Book.LoadAsked) _driver.LoadRead(Chance(0.2) ? null : _random.Next(0, 8));
    }

    private void GrantToken()
    {
        if (Book.TokenAsked) _driver.TokenGranted();
    }

    private void AnswerPull() => With(Book.Runs.FindAll(r => r.Pulling), run =>
    {
        if (Chance(0.15)) _driver.SourceEnded(run);
        else _driver.Pulled(run, RandomJob(pulled: true));
    });

    private void CancelRun() => With(Book.Runs, _driver.CancelRun);

    private void With<T>(IReadOnlyList<T> some, Action<T> use)
    {
        if (some.Count > 0) use(some[_random.Next(some.Count)]);
    }

    private T Pick<T>(IReadOnlyList<T> some) => some[_random.Next(some.Count)];

    private bool Chance(double part) => _random.NextDouble() < part;
}
