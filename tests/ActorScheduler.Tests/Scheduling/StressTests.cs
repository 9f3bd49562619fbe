using System.Collections.Concurrent;

namespace ActorScheduler.Tests.Scheduling;

public sealed class StressTests
{
    private const int Threads = 8;
    private const int Operations = 20_000;
    private static readonly GroupKey[] Groups = ["a", "b", GroupKey.Of("c", 1)];

    private readonly ConcurrentBag<JobHandle> _jobs = [];
    private readonly ConcurrentBag<Task> _waits = [];
    private long _failures;

    [Fact]
    public async Task Under_random_operations_of_eight_threads_every_job_ends_and_every_wait_returns()
    {
        int seed = Environment.ProcessId;
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(new SchedulerOptions
        {
            MaxJobs = 4, GroupLimits = new Dictionary<GroupKey, int> { [Groups[0]] = 1, [Groups[1]] = 2 },
        });
        Task[] threads =
        [
            .. Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
                () => Operate(scheduler, new Random(seed + thread)), TaskCreationOptions.LongRunning)),
        ];
        await Task.WhenAll(threads).Soon();
        scheduler.SetMaxJobs(4);
        foreach (GroupKey group in Groups) scheduler.SetGroupLimit(group, null);
        try
        {
            await scheduler.DrainAsync().Soon();
            await Task.WhenAll(_waits).Soon();
            foreach (JobHandle job in _jobs) await job.Exit();
        }
        catch (TimeoutException)
        {
            Assert.Fail($"seed {seed}: {await scheduler.GetStatisticsAsync()}; " +
                string.Join(", ", _jobs.Where(j => !j.IsCompleted).Take(10)));
        }

        SchedulerStatistics end = await scheduler.GetStatisticsAsync();
        Assert.Equal((0, 0, 0, 0), (end.Running, end.Waiting, end.Delayed, end.AtDoor));
        Assert.Equal(end.Scheduled, end.Completed + end.Failed + end.Canceled + end.Rejected + end.Lost);
        Assert.Equal((0, 0, _failures), (end.Rejected, end.Lost, end.Failed));
        await scheduler.StopAsync().Soon();
    }

    private void Operate(Scheduler scheduler, Random random)
    {
        var mine = new List<JobHandle>();
        for (int i = 0; i < Operations; i++)
        {
            switch (random.Next(100))
            {
                case < 60: mine.Add(Schedule(scheduler, random, mine)); break;
                case < 80: if (mine.Count > 0) mine[random.Next(mine.Count)].Cancel("random"); break;
                case < 83: _jobs.Add(scheduler.InsertBarrier()); break;
                case < 86: scheduler.SetMaxJobs(random.Next(1, 6)); break;
                case < 90: scheduler.SetGroupLimit(Groups[random.Next(3)], random.Next(4)); break;
                case < 91: _waits.Add(scheduler.DrainAsync()); break;
                case < 93: _waits.Add(scheduler.GetStatisticsAsync()); break;
                case < 96: Ask(mine, random); break;
                default: Listen(mine, random); break;
            }
        }
    }

    private JobHandle Schedule(Scheduler scheduler, Random random, List<JobHandle> mine)
    {
        JobOptions? options = random.Next(4) switch
        {
            0 => new() { Groups = [Groups[random.Next(3)], Groups[random.Next(3)]], Priority = random.Next(-1, 2) },
            1 when mine.Count > 0 => new() { After = [mine[random.Next(mine.Count)]] },
            2 when random.Next(10) == 0 => new() { Delay = TimeSpan.FromTicks(random.Next(20_000)) },
            _ => null,
        };
        JobHandle job = random.Next(5) switch
        {
            0 => scheduler.Schedule(async _ => await Task.Yield(), options),
            1 => scheduler.Schedule(context => context.CancellationToken.IsCancellationRequested, options),
            2 when random.Next(20) == 0 => scheduler.Schedule(_ => throw new InvalidDataException(), options),
            _ => scheduler.Schedule(_ => { }, options),
        };
        // Waited for on its own: nobody who awaits a job waits for listeners that came after its end.
        var told = new TaskCompletionSource();
        _ = job.OnExit(exit =>
        {
            if (exit.Outcome == JobOutcome.Failed) Interlocked.Increment(ref _failures);
            told.SetResult();
        });
        _waits.Add(told.Task);
        _jobs.Add(job);
        return job;
    }

    private void Ask(List<JobHandle> mine, Random random)
    {
        if (mine.Count == 0) return;
        JobHandle job = mine[random.Next(mine.Count)];
        _waits.Add(job.GetHoldReasonAsync());
        _ = job.Accepted;
    }

    private void Listen(List<JobHandle> mine, Random random)
    {
        if (mine.Count == 0) return;
        JobHandle job = mine[random.Next(mine.Count)];
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = job.OnExit(_ => told.SetResult());
        _waits.Add(told.Task);
        _waits.Add(job.WaitForExitAsync());
    }
}
