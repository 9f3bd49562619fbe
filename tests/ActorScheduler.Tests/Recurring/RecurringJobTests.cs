using Microsoft.Extensions.Logging;
using System.Threading.Channels;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Recurring;

public sealed class RecurringJobTests
{
    private static readonly Recurrence EveryMinute = Recurrence.Every(TimeSpan.FromMinutes(1));
    private readonly ManualTime _time = new();
    private readonly Channel<DateTimeOffset?> _runs = Channel.CreateUnbounded<DateTimeOffset?>();

    [Fact]
    public async Task Each_fire_time_has_one_job_that_knows_it()
    {
        await using TestNode node = await TestNode.StartAsync(_time);
        // The end of the one before may still be on its way when the next is due.
        RecurringJob job = node.Scheduler(1).ScheduleRecurring(
            "tick", EveryMinute, Note, new() { Overlap = OverlapPolicy.Allow });
        Assert.Equal(Minute(1), job.Next);
        for (int minute = 1; minute <= 5; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(Minute(minute), await RunAsync());
            Assert.Equal((Minute(minute + 1), minute), (job.Next, job.Status.Fired));
        }

        job.Cancel();
        await job.WaitForEndAsync().Soon();
        Assert.Equal(RecurringState.Ended, job.Status.State);
        Assert.All(job.Status.LastExits, exit => Assert.Equal((JobOutcome.Completed, "tick"), (exit.Outcome, exit.Name)));
        Assert.Equal(5, job.Status.LastExits.Count);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal((5, 0), (job.Status.Fired, _time.ArmedTimers));
        Assert.False(_runs.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_cron_expression_fires_by_the_clocks_of_its_zone()
    {
        await using TestNode node = await TestNode.StartAsync(_time);
        TimeZoneInfo berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        RecurringJob job = node.Scheduler(1).ScheduleRecurring("daily", Recurrence.Cron("30 4 * * *", berlin), Note);
        Assert.Equal(Minute(210), job.Next);
        _time.Advance(TimeSpan.FromMinutes(210));
        Assert.Equal(Minute(210), await RunAsync());
        Assert.Equal(Minute(210 + 1440), job.Next);
    }

    [Fact]
    public async Task What_was_missed_is_made_up_for_once()
    {
        var ahead = new ClockAhead(_time);
        await using TestNode node = await TestNode.StartAsync(ahead);
        RecurringJob job = node.Scheduler(1).ScheduleRecurring("tick", EveryMinute, Note);
        ahead.Set(TimeSpan.FromMinutes(10.5));      // as after a sleep: no timer has counted it
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Minute(11), await RunAsync());
        Assert.Equal((Minute(12), 10), (job.Next, job.Status.Missed));
        ahead.Set(TimeSpan.FromMinutes(-60));
        _time.Advance(TimeSpan.FromMinutes(30));
        RecurringStatus after = await job.GetStatusAsync();
        Assert.Equal((Minute(12), 1), (after.Next, after.Fired));
    }

    [Fact]
    public async Task A_job_that_is_slower_than_its_period_is_skipped_or_queued()
    {
        await using TestNode node = await TestNode.StartAsync(_time);
        Scheduler scheduler = node.Scheduler(4);
        var skipGate = new SemaphoreSlim(0);
        RecurringJob skip = scheduler.ScheduleRecurring("skip", EveryMinute, _ => skipGate.WaitAsync());
        var gate = new SemaphoreSlim(0);
        RecurringJob queue = scheduler.ScheduleRecurring(
            "queue",
            EveryMinute,
            async job =>
            {
                Note(job);
                await gate.WaitAsync();
            },
            new() { Overlap = OverlapPolicy.Queue });
        RecurringJob probe = scheduler.ScheduleRecurring("probe", EveryMinute, Note, new() { Overlap = OverlapPolicy.Allow });
        for (int minute = 1; minute <= 3; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            // Each has decided about this minute, and set its timer to the next, before that comes.
            foreach (RecurringJob job in (RecurringJob[])[skip, queue, probe]) _ = await job.GetStatusAsync();
        }

        Assert.Equal([Minute(1), Minute(1), Minute(2), Minute(3)], (await RunsAsync(4)).Order());
        RecurringStatus queued = await queue.GetStatusAsync();
        Assert.Equal((1, 1, 2), (queued.Fired, queued.Outstanding, queued.Queued));
        Assert.Equal(2, (await skip.GetStatusAsync()).Skipped);
        gate.Release(3);
        Assert.Equal([Minute(2), Minute(3)], [await RunAsync(), await RunAsync()]);
        skipGate.Release();
    }

    [Fact]
    public async Task A_named_job_recurs_and_is_found_by_its_name()
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync(
            new() { TimeProvider = _time, Handlers = { new Beats(_runs.Writer) } });
        Scheduler scheduler = node.CreateScheduler("s");
        RecurringJob job = scheduler.ScheduleRecurring("b", EveryMinute, new Beat { Options = new() { Name = "own" } });
        scheduler.ScheduleRecurring("a", EveryMinute, _ => { });
        Assert.Equal(["a", "b"], (await scheduler.GetRecurringJobsAsync()).Select(one => one.Name));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Minute(1), await RunAsync());
        await scheduler.DrainAsync().Soon();
        RecurringJob? found = await scheduler.FindRecurringJobAsync("b");
        found!.Cancel();
        await job.WaitForEndAsync().Soon();
        Assert.Equal("own", Assert.Single(job.Status.LastExits).Name);
        Assert.Null(await scheduler.FindRecurringJobAsync("b"));
        Assert.Throws<JobPayloadException>(() => scheduler.ScheduleRecurring("c", EveryMinute, new Unknown()));
    }

    [Fact]
    public async Task The_failure_of_a_job_that_nobody_has_the_handle_of_is_a_warning()
    {
        using var log = new ListLog(LogLevel.Warning);
        await using SchedulerNode node = await SchedulerNode.StartAsync(new() { TimeProvider = _time, LoggerFactory = log });
        Scheduler scheduler = node.CreateScheduler("s");
        await scheduler.Schedule(_ => throw new InvalidDataException()).WaitForExitAsync().Soon();     // told by its handle
        var ran = new TaskCompletionSource();
        scheduler.ScheduleRecurring("tick", EveryMinute, _ =>
        {
            ran.SetResult();
            throw new InvalidDataException();
        });
        _time.Advance(TimeSpan.FromMinutes(1));
        await ran.Task.Soon();
        await scheduler.DrainAsync().Soon();
        Assert.Contains("tick ended as Failed", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pause_lets_fire_times_pass()
    {
        await using TestNode node = await TestNode.StartAsync(_time);
        RecurringJob job = node.Scheduler(1).ScheduleRecurring("tick", EveryMinute, Note);
        job.Pause();
        Assert.Equal(RecurringState.Paused, (await job.GetStatusAsync()).State);
        Assert.Null(job.Next);
        _time.Advance(TimeSpan.FromMinutes(5.5));
        job.Resume();
        Assert.Equal(RecurringState.Active, (await job.GetStatusAsync()).State);
        Assert.Equal((Minute(6), 0, 0), (job.Next, job.Status.Fired, job.Status.Missed));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(Minute(6), await RunAsync());
    }

    [Theory]
    [InlineData(StopMode.Drain)]
    [InlineData(StopMode.CancelRunning)]
    public async Task It_ends_with_its_scheduler_and_leaves_no_timer(StopMode mode)
    {
        await using TestNode node = await TestNode.StartAsync(_time);
        Scheduler scheduler = node.Scheduler(1);
        RecurringJob job = scheduler.ScheduleRecurring("tick", EveryMinute, Note);
        await scheduler.StopAsync(mode).Soon();
        await job.WaitForEndAsync().Soon();
        Assert.Equal((RecurringState.Ended, 0), (job.Status.State, _time.ArmedTimers));
        RecurringJob late = scheduler.ScheduleRecurring("late", EveryMinute, Note);
        await late.WaitForEndAsync().Soon();
        Assert.Equal(RecurringState.Ended, late.Status.State);
    }

    [Fact]
    public async Task It_ends_when_its_scheduler_has_failed_early()
    {
        await using TestNode node = await TestNode.StartAsync(_time);
        Scheduler scheduler = node.Scheduler(new SchedulerOptions { FailureMode = FailureMode.FailEarly });
        RecurringJob job = scheduler.ScheduleRecurring(
            "tick", EveryMinute, _ => { throw new InvalidDataException(); }, new() { Overlap = OverlapPolicy.Allow });
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await job.GetStatusAsync()).Fired);
        await scheduler.DrainAsync().Soon();
        _time.Advance(TimeSpan.FromMinutes(1));
        await job.WaitForEndAsync().Soon();
        RecurringStatus end = await job.GetStatusAsync();
        Assert.Equal((RecurringState.Ended, 2, 0), (end.State, end.Fired, end.Outstanding));
        Assert.Equal(
            [JobOutcome.Failed, JobOutcome.Rejected], end.LastExits.Select(exit => exit.Outcome).Order());
    }

    [Fact]
    public async Task Wrong_arguments_are_refused_at_the_call()
    {
        await using TestNode node = await TestNode.StartAsync(_time);
        Scheduler scheduler = node.Scheduler(1);
        _ = scheduler.ScheduleRecurring("tick", EveryMinute, Note);
        Assert.Throws<ArgumentException>(() => scheduler.ScheduleRecurring("tick", EveryMinute, Note));
        Assert.Throws<ArgumentException>(() => scheduler.ScheduleRecurring("", EveryMinute, Note));
        Assert.Throws<ArgumentNullException>(() => scheduler.ScheduleRecurring("x", null!, Note));
        Assert.Throws<ArgumentNullException>(() => scheduler.ScheduleRecurring("x", EveryMinute, (Action<JobContext>)null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => Recurrence.Every(TimeSpan.FromTicks(9_999)));
        Assert.Throws<CronFormatException>(() => Recurrence.Cron("61 * * * *"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecurringOptions { MaxCatchUp = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecurringOptions { MaxQueued = 10_001 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecurringOptions { MisfireGrace = TimeSpan.FromTicks(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecurringOptions { Misfire = (MisfirePolicy)9 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecurringOptions { Overlap = (OverlapPolicy)9 });
        Assert.Throws<ArgumentNullException>(() => new RecurringOptions { Job = null! });
        Scheduler inline = node.Scheduler(new SchedulerOptions { RunInline = true });
        Assert.Throws<InvalidOperationException>(() => inline.ScheduleRecurring("x", EveryMinute, Note));
    }

    [Fact]
    public async Task A_job_may_start_at_a_moment()
    {
        await using TestNode node = await TestNode.StartAsync(_time);
        Scheduler scheduler = node.Scheduler(1);
        JobHandle job = scheduler.Schedule(Note, new() { StartAt = Minute(90), Delay = TimeSpan.FromMinutes(30) });
        JobHandle longer = scheduler.Schedule(Note, new() { StartAt = Minute(-90), Delay = TimeSpan.FromMinutes(100) });
        Assert.Equal(new HoldReason.Delay(Minute(90)), await job.GetHoldReasonAsync());
        Assert.Equal(new HoldReason.Delay(Minute(100)), await longer.GetHoldReasonAsync());
        await scheduler.Schedule(Note, new() { StartAt = Minute(-1) }).Done();
        _time.Advance(TimeSpan.FromMinutes(90));
        Assert.Equal(Minute(90), (await job.Exit()).StartedAt);
        longer.Cancel();
    }

    private void Note(JobContext job) => _runs.Writer.TryWrite(job.FireTime);

    private async Task<DateTimeOffset?> RunAsync() => await _runs.Reader.ReadAsync().AsTask().Soon();

    private async Task<List<DateTimeOffset?>> RunsAsync(int count)
    {
        List<DateTimeOffset?> runs = [];
        while (runs.Count < count) runs.Add(await RunAsync());
        return runs;
    }

    private static DateTimeOffset Minute(double minute) => ManualTime.Origin.AddMinutes(minute);

    [JobKind("beat")]
    private sealed record Beat : NamedJob<int>;

    [JobKind("unknown")]
    private sealed record Unknown : NamedJob<int>;

    private sealed class Beats(ChannelWriter<DateTimeOffset?> runs) : IJobHandler<Beat, int>
    {
        public Task<int> RunAsync(Beat job, JobContext context)
        {
            runs.TryWrite(context.FireTime);
            return Task.FromResult(1);
        }
    }

    /// <summary>A wall clock that can be set, over timers that count true durations.</summary>
    private sealed class ClockAhead(ManualTime time) : TimeProvider
    {
        private TimeSpan _ahead;

        public override long TimestampFrequency => time.TimestampFrequency;

        public void Set(TimeSpan ahead) => _ahead = ahead;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + _ahead;

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(callback, state, dueTime, period);
    }
}
