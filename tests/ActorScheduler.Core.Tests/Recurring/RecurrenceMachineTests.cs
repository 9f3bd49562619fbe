using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Recurring;

public sealed class RecurrenceMachineTests
{
    private static readonly long Origin = new DateTime(2030, 1, 1).Ticks;

    [Fact]
    public void A_period_is_counted_from_its_start_and_does_not_drift()
    {
        RecurrenceMachine machine = Machine(new() { Overlap = OverlapPolicy.Allow });
        Assert.Equal(At(10), machine.Next);
        machine.TimePassed(At(9.9));
        Assert.Empty(machine.Starts);
        machine.TimePassed(At(10.7));
        machine.TimePassed(At(20));
        Assert.Equal([At(10), At(20)], machine.Starts);
        Assert.Equal(At(30), machine.Next);
    }

    [Fact]
    public void With_a_start_the_first_fire_time_is_the_start_and_what_lies_before_now_is_not_made_up_for()
    {
        Recurrence later = Recurrence.Every(TimeSpan.FromSeconds(10)) with { StartAt = Time(At(25)) };
        Assert.Equal(At(25), new RecurrenceMachine(later, new(), Origin).Next);
        Assert.Equal(At(35), new RecurrenceMachine(later, new(), At(26)).Next);
        Assert.Equal(At(45), new RecurrenceMachine(later, new(), At(45)).Next);
        Recurrence cron = Recurrence.Cron("* * * * *") with { StartAt = Time(At(120)) };
        Assert.Equal(At(120), new RecurrenceMachine(cron, new(), Origin).Next);
    }

    [Fact]
    public void Fire_times_that_were_missed_are_treated_as_the_policy_says()
    {
        Assert.Equal("50; 4 missed", Away(MisfirePolicy.FireOnce, 55));
        Assert.Equal("; 5 missed", Away(MisfirePolicy.Skip, 55));
        Assert.Equal("10 20 30 40 50; 0 missed", Away(MisfirePolicy.FireAll, 55));
        // One that is noticed in time is none of them.
        Assert.Equal("40 50; 3 missed", Away(MisfirePolicy.FireOnce, 50.5));
        Assert.Equal("50; 4 missed", Away(MisfirePolicy.Skip, 50.5));
        Assert.Equal("10; 0 missed", Away(MisfirePolicy.Skip, 11));
        Assert.Equal("10; 0 missed", Away(MisfirePolicy.FireOnce, 12));
    }

    [Fact]
    public void Who_was_away_for_years_gets_the_latest_fire_times_up_to_the_bound_in_little_work()
    {
        const double years = 20.0 * 365 * 86_400;
        var options = new RecurringOptions { Misfire = MisfirePolicy.FireAll, MaxCatchUp = 3, Overlap = OverlapPolicy.Allow };
        RecurrenceMachine period = Machine(options);
        period.TimePassed(At(years));
        Assert.Equal([At(years - 20), At(years - 10), At(years)], period.Starts);
        Assert.Equal((3, (long)(years / 10) - 3), (period.Fired, period.Missed));
        var cron = new RecurrenceMachine(Recurrence.Cron("*/10 * * * * *"), options, Origin);
        cron.TimePassed(At(years));
        Assert.Equal(period.Starts, cron.Starts);
        Assert.Equal(FireTimes.CountLimit - 3, cron.Missed);
        Assert.Equal(At(years + 10), cron.Next);
    }

    [Fact]
    public void A_clock_that_goes_back_fires_nothing_again()
    {
        RecurrenceMachine machine = Machine(new() { Overlap = OverlapPolicy.Allow });
        machine.TimePassed(At(10));
        foreach (double now in (double[])[5, -1e6, 10, 19.9]) machine.TimePassed(At(now));
        Assert.Equal([At(10)], machine.Starts);
        machine.TimePassed(At(20));
        Assert.Equal([At(10), At(20)], machine.Starts);
    }

    [Fact]
    public void Runs_that_would_overlap_are_skipped_queued_or_allowed()
    {
        RecurrenceMachine skip = Machine(new());
        Seconds(skip, 10, 20, 30);
        Assert.Equal(("10", 2), (Started(skip), skip.Skipped));
        skip.JobEnded();
        skip.TimePassed(At(40));
        Assert.Equal([At(10), At(40)], skip.Starts);

        RecurrenceMachine queue = Machine(new() { Overlap = OverlapPolicy.Queue, MaxQueued = 2 });
        Seconds(queue, 10, 20, 30, 40);
        Assert.Equal(("10", 2, 1), (Started(queue), queue.Queued, queue.Skipped));
        queue.JobEnded();
        Assert.Equal([At(10), At(20)], queue.Starts);
        queue.End();
        queue.JobEnded();
        Assert.Equal(("10 20", 0), (Started(queue), queue.Outstanding));

        RecurrenceMachine allow = Machine(new() { Overlap = OverlapPolicy.Allow });
        Seconds(allow, 10, 20, 30);
        Assert.Equal(("10 20 30", 3), (Started(allow), allow.Outstanding));
    }

    [Fact]
    public void A_pause_lets_fire_times_pass_and_a_canceled_one_fires_no_more()
    {
        RecurrenceMachine machine = Machine(new() { Overlap = OverlapPolicy.Allow });
        machine.Pause(At(5));
        machine.TimePassed(At(100));
        Assert.Null(machine.Next);
        machine.Resume(At(105));
        Assert.Equal((At(110), 0, RecurringState.Active), (machine.Next, machine.Missed, machine.State));
        machine.Resume(At(200));
        machine.TimePassed(At(110));
        machine.End();
        machine.TimePassed(At(120));
        machine.Pause(At(120));
        machine.Resume(At(130));
        Assert.Equal(("110", RecurringState.Ended), (Started(machine), machine.State));
    }

    [Fact]
    public void It_ends_when_no_fire_time_is_left()
    {
        long last = new DateTime(9999, 1, 1).Ticks;
        var machine = new RecurrenceMachine(Recurrence.Cron("@yearly"), new(), last - 1);
        Assert.Equal(last, machine.Next);
        machine.TimePassed(last);
        Assert.Equal((RecurringState.Ended, 1), (machine.State, machine.Outstanding));
        Assert.Equal(RecurringState.Ended, new RecurrenceMachine(Recurrence.Cron("@yearly"), new(), last + 1).State);
        Assert.Equal(RecurringState.Ended, new RecurrenceMachine(Recurrence.Every(TimeSpan.MaxValue), new(), Origin).State);
    }

    [Fact]
    public void Random_lives_give_each_fire_time_at_most_one_job_and_their_facts_rebuild_their_state()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var options = new RecurringOptions
            {
                Misfire = (MisfirePolicy)random.Next(3),
                Overlap = (OverlapPolicy)random.Next(3),
                MaxCatchUp = random.Next(1, 5),
                MaxQueued = random.Next(1, 4),
                MisfireGrace = TimeSpan.FromSeconds(random.Next(3)),
            };
            Recurrence recurrence = random.Next(2) == 0
                ? Recurrence.Every(TimeSpan.FromSeconds(random.Next(1, 20)))
                : Recurrence.Cron($"*/{random.Next(2, 20)} * * * * *");
            Live(random, recurrence, options, $"seed {seed}");
        }
    }

    private static void Live(Random random, Recurrence recurrence, RecurringOptions options, string what)
    {
        List<RecurrenceFact> facts = [];
        var machine = new RecurrenceMachine(recurrence, options, Origin, facts.Add);
        var times = new FireTimes(recurrence, Origin);
        bool paused = false;
        long now = Origin, latest = Origin;
        for (int i = 0; i < 100; i++)
        {
            now += random.Next(10) == 0 ? -random.NextInt64(100 * TimeSpan.TicksPerSecond)
                : random.NextInt64(30 * TimeSpan.TicksPerSecond);
            latest = Math.Max(latest, now);
            switch (random.Next(12))
            {
                case 0: machine.Pause(now); paused = true; break;
                case 1 or 2: machine.Resume(now); break;
                case 3 or 4 or 5 when machine.Outstanding > 0: machine.JobEnded(); break;
                default: machine.TimePassed(now); break;
            }

            Assert.True(machine.Starts.SequenceEqual(machine.Starts.Distinct().Order()), what);
            Assert.All(machine.Starts, time => Assert.Equal(time, times.NextAfter(time - 1)));
            Assert.True(machine.Starts.Count == 0 || machine.Starts[^1] <= latest, what);
            Assert.True(options.Overlap == OverlapPolicy.Allow || machine.Outstanding <= 1, what);
        }

        var again = new RecurrenceMachine(recurrence, options, Origin);
        again.Restore(facts);
        Assert.Empty(again.Starts);
        Assert.Equal(Shown(machine), Shown(again));
        if (paused || machine.Next is not { } next) return;
        // Every fire time that is decided was fired, missed, skipped, or is queued.
        long decided = times.Between(Origin, next - 1, 1).Count;
        Assert.Equal(decided, machine.Fired + machine.Missed + machine.Skipped + machine.Queued);
    }

    private static object Shown(RecurrenceMachine m) =>
        (m.State, m.Next, m.LastFireTime, m.Fired, m.Missed, m.Skipped, m.Outstanding, m.Queued);

    // Which of them, in seconds, got a job, and how many were missed.
    private static string Away(MisfirePolicy policy, double seconds)
    {
        RecurrenceMachine machine = Machine(new()
        {
            Misfire = policy, MisfireGrace = TimeSpan.FromSeconds(1), Overlap = OverlapPolicy.Allow,
        });
        machine.TimePassed(At(seconds));
        Assert.Equal(At(Math.Floor(seconds / 10) * 10 + 10), machine.Next);
        return $"{Started(machine)}; {machine.Missed} missed";
    }

    private static string Started(RecurrenceMachine machine) =>
        string.Join(' ', machine.Starts.Select(time => (time - Origin) / TimeSpan.TicksPerSecond));

    private static void Seconds(RecurrenceMachine machine, params double[] times)
    {
        foreach (double time in times) machine.TimePassed(At(time));
    }

    private static RecurrenceMachine Machine(RecurringOptions options) =>
        new(Recurrence.Every(TimeSpan.FromSeconds(10)), options, Origin);

    private static long At(double seconds) => Origin + (long)(seconds * TimeSpan.TicksPerSecond);

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}
