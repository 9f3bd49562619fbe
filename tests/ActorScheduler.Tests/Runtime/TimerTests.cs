using ActorScheduler.Runtime;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Runtime;

public sealed class TimerTests
{
    [Fact]
    public async Task Timers_fire_in_the_order_in_which_they_are_due_and_canceled_ones_do_not()
    {
        var time = new ManualTime();
        using ThreadPoolHost host = TestActor.NewHost(time);
        var inbox = new Inbox();
        var set = new TaskCompletionSource<IDisposable>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = host.Spawn("timed", () => new TestActor
        {
            OnStarted = context =>
            {
                _ = context.After(TimeSpan.FromSeconds(3), "3");
                _ = context.After(TimeSpan.FromSeconds(1), "1a");
                _ = context.After(TimeSpan.FromSeconds(1), "1b");
                IDisposable canceled = context.After(TimeSpan.FromSeconds(2), "canceled");
                _ = context.After(TimeSpan.FromSeconds(-1), "0");
                _ = context.After(TimeSpan.MaxValue, "never");
                set.SetResult(canceled);
            },
            OnMessage = (_, message) => inbox.Put(message),
        });
        IDisposable canceled = await set.Task.Soon();
        canceled.Dispose();
        canceled.Dispose();
        time.Advance(TimeSpan.Zero);
        Assert.Equal("0", await inbox.NextAsync());
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["1a", "1b", "3"], await inbox.TakeAsync(3));
        time.Advance(TimeSpan.FromDays(400));
        _ = host.Spawn("after", () => new TestActor { OnStarted = _ => inbox.Put("nothing else") });
        Assert.Equal("nothing else", await inbox.NextAsync());
    }

    [Fact]
    public async Task Timers_of_the_systems_clock_fire_in_order_too()
    {
        using ThreadPoolHost host = TestActor.NewHost();
        var inbox = new Inbox();
        long start = host.Now;
        // By a timer, while which no other can fire: so they are all set before the first of them does.
        host.SetTimer(new ActingTimer(() =>
        {
            for (int i = 20; i > 0; i--)
                host.SetTimer(new TellingTimer(inbox, i), start + (i * TimeSpan.TicksPerMillisecond));
        }), start);
        object[] fired = await inbox.TakeAsync(20);
        Assert.True(host.Now >= start + (20 * TimeSpan.TicksPerMillisecond));
        Assert.Equal(Enumerable.Range(1, 20).Cast<object>(), fired);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(20301)]
    public void A_timer_queue_does_what_a_sorted_list_does(int seed)
    {
        var random = new Random(seed);
        var queue = new TimerQueue();
        var model = new List<(NumberedTimer Timer, long Due, int Order)>();
        NumberedTimer[] timers = [.. Enumerable.Range(0, 200).Select(i => new NumberedTimer(i))];
        long now = 0;
        for (int step = 0; step < 20_000; step++)
        {
            string where = $"seed {seed}, step {step}";
            NumberedTimer timer = timers[random.Next(timers.Length)];
            switch (random.Next(5))
            {
                case 0 or 1:
                    long due = now + random.Next(-5, 100);
                    queue.Set(timer, due);
                    model.RemoveAll(m => m.Timer == timer);
                    model.Add((timer, due, step));
                    break;
                case 2:
                    Assert.True(queue.Remove(timer) == model.RemoveAll(m => m.Timer == timer) > 0, where);
                    break;
                default:
                    now += random.Next(3);
                    (NumberedTimer? first, _, _) =
                        model.Where(m => m.Due <= now).OrderBy(m => m.Due).ThenBy(m => m.Order).FirstOrDefault();
                    Assert.True(queue.TakeDue(now) == first, where);
                    model.RemoveAll(m => m.Timer == first);
                    break;
            }

            Assert.True(queue.Count == model.Count, where);
            Assert.True(queue.NextDue == (model.Count == 0 ? null : model.Min(m => m.Due)), where);
        }
    }

    [Fact]
    public void A_million_timers_that_are_set_and_taken_back_leave_nothing_behind()
    {
        var queue = new TimerQueue();
        var timers = new Queue<NumberedTimer>();
        var random = new Random(7);
        for (int i = 0; i < 1_000_000; i++)
        {
            var timer = new NumberedTimer(i);
            queue.Set(timer, random.Next());
            timers.Enqueue(timer);
            if (timers.Count <= 1_000) continue;
            Assert.True(queue.Remove(timers.Dequeue()));
            Assert.Equal(1_000, queue.Count);
        }

        foreach (NumberedTimer timer in timers) Assert.True(queue.Remove(timer));
        Assert.Equal((0, null), (queue.Count, queue.NextDue));
    }

    [Fact]
    public async Task Timers_for_which_the_system_had_no_thread_are_refused_and_later_ones_fire()
    {
        var system = new NoThread();
        var inbox = new Inbox();
        var clock = new NodeClock(TimeProvider.System);
        using var timers = new TimerService(clock, system.Start);
        Assert.Throws<OutOfMemoryException>(() => timers.Set(new TellingTimer(inbox, 1), clock.Now));
        timers.Set(new TellingTimer(inbox, 2), clock.Now + TimeSpan.TicksPerMillisecond);
        timers.Set(new TellingTimer(inbox, 3), clock.Now + (2 * TimeSpan.TicksPerMillisecond));
        Assert.Equal([2, 3], await inbox.TakeAsync(2));
        Assert.Equal(2, system.Asked);
    }

    [Fact]
    public void A_host_that_was_disposed_fires_nothing()
    {
        var time = new ManualTime();
        ThreadPoolHost host = TestActor.NewHost(time);
        var timer = new NumberedTimer(1);
        host.SetTimer(timer, host.Now + 10);
        host.Dispose();
        time.Advance(TimeSpan.FromSeconds(1));
        host.SetTimer(timer, host.Now);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, timer.Fired);
    }

    private sealed class TellingTimer(Inbox inbox, int number) : HostTimer
    {
        public override void Fire() => inbox.Put(number);
    }

    private sealed class ActingTimer(Action action) : HostTimer
    {
        public override void Fire() => action();
    }

    private sealed class NumberedTimer(int number) : HostTimer
    {
        public int Fired { get; private set; }

        public override void Fire() => Fired++;

        public override string ToString() => $"timer {number}";
    }
}
