namespace ActorScheduler.Store.Tests.Durable;

/// <summary>
/// A limit that was changed while a durable scheduler ran is not there in its next life: its options' is.
/// </summary>
public sealed class ReopenedLimitsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly World _world = new();
    private readonly Notes _notes = new();
    private readonly TaskCompletionSource _never = new();
    private readonly SemaphoreSlim _begun = new(0);

    [Theory]
    [InlineData(5, 3)]
    [InlineData(2, 1)]
    public async Task The_next_life_has_the_limits_of_its_own_options(int maxJobs, int ofGroup)
    {
        _notes.Before = (_, context) =>
        {
            _begun.Release();
            return _never.Task.WaitAsync(context.CancellationToken);
        };
        SchedulerNode first = await _world.StartAsync(_notes);
        Scheduler old = first.CreateScheduler("s", Options(maxJobs: 4, ofGroup: 4));
        JobHandle<int>[] jobs = [.. Enumerable.Range(1, 9).Select(
            n => old.Schedule(new Note(n), n <= 5 ? new() { Groups = ["g"] } : new()))];
        await jobs[^1].Accepted.WaitAsync(Limit);
        old.SetMaxJobs(9);
        old.SetGroupLimit("g", 5);
        Assert.Equal((9, 5), await ShownByAsync(first, old));
        await BegunAsync(9);
        await first.DisposeAsync().AsTask().WaitAsync(Limit);

        await using SchedulerNode second = await _world.StartAsync(_notes);
        Scheduler again = second.CreateScheduler("s", Options(maxJobs, ofGroup));
        Assert.Equal((maxJobs, ofGroup), await ShownByAsync(second, again));
        await BegunAsync(maxJobs);
        SchedulerStatistics now = await again.GetStatisticsAsync().WaitAsync(Limit);
        Assert.Equal((maxJobs, 9 - maxJobs), (now.Running, now.Waiting));
        Assert.Equal(ofGroup, await second.GetGroupCountAsync("g").WaitAsync(Limit));
    }

    [Fact]
    public async Task A_life_whose_options_name_no_limit_has_none()
    {
        SchedulerNode first = await _world.StartAsync(_notes);
        Scheduler old = first.CreateScheduler("s", new() { Durable = true, MaxJobs = null });
        old.SetMaxJobs(2);
        old.SetGroupLimit("g", 0);
        Assert.Equal((2, 0), await ShownByAsync(first, old));
        await first.DisposeAsync().AsTask().WaitAsync(Limit);

        await using SchedulerNode second = await _world.StartAsync(_notes);
        Scheduler again = second.CreateScheduler("s", new() { Durable = true, MaxJobs = null });
        Assert.Equal((null, null), await ShownByAsync(second, again));
        JobHandle<int> job = again.Schedule(new Note(1), new() { Groups = ["g"] });
        Assert.Equal(10, await job.AsTask().WaitAsync(Limit));
    }

    private async Task BegunAsync(int jobs)
    {
        for (int job = 1; job <= jobs; job++) Assert.True(await _begun.WaitAsync(Limit), $"job {job} of {jobs}");
    }

    private static SchedulerOptions Options(int maxJobs, int ofGroup) => new()
    {
        Durable = true,
        MaxJobs = maxJobs,
        GroupLimits = new Dictionary<GroupKey, int> { ["g"] = ofGroup },
    };

    private static async Task<(int? MaxJobs, int? OfGroup)> ShownByAsync(SchedulerNode node, Scheduler scheduler) =>
        ((await scheduler.GetStatisticsAsync().WaitAsync(Limit)).MaxJobs, node.GetGroupLimit("g"));
}
