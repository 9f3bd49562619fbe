using ActorScheduler.Runtime;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Runtime;

public sealed class MailboxTests
{
    [Fact]
    public async Task Messages_of_one_sender_come_in_order_and_one_turn_runs_at_a_time_under_eight_senders()
    {
        using ThreadPoolHost host = TestActor.NewHost();
        const int Senders = 8, Each = 25_000;
        int[] last = new int[Senders];
        int inTurn = 0, overlaps = 0, disorder = 0, left = Senders * Each;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef<object> actor = host.Spawn("counter", () => new TestActor
        {
            OnMessage = (_, message) =>
            {
                if (Interlocked.Exchange(ref inTurn, 1) != 0) overlaps++;
                (int sender, int number) = ((int, int))message;
                if (number != ++last[sender]) disorder++;
                Volatile.Write(ref inTurn, 0);
                if (--left == 0) all.SetResult();
            },
        });
        Task[] senders =
        [
            .. Enumerable.Range(0, Senders).Select(sender => Task.Factory.StartNew(
                () =>
                {
                    for (int i = 1; i <= Each; i++)
                    {
                        if (i % 7 == 0) actor.TellAndHelp((sender, i));
                        else actor.Tell((sender, i));
                    }
                },
                TaskCreationOptions.LongRunning)),
        ];
        await Task.WhenAll(senders).Soon();
        await all.Task.Soon();
        Assert.Equal((0, 0), (overlaps, disorder));
    }

    [Fact]
    public async Task Nothing_is_received_before_the_actor_has_started()
    {
        using ThreadPoolHost host = TestActor.NewHost();
        var inbox = new Inbox();
        _ = host.Spawn("early", () => new TestActor
        {
            OnStarted = context =>
            {
                context.Self.Tell("message");
                inbox.Put("started");
            },
            OnMessage = (_, message) => inbox.Put(message),
        });
        Assert.Equal(["started", "message"], await inbox.TakeAsync(2));
    }

    [Fact]
    public async Task Telling_oneself_is_a_later_turn()
    {
        using ThreadPoolHost host = TestActor.NewHost();
        var inbox = new Inbox();
        ActorRef<object> actor = host.Spawn("self", () => new TestActor
        {
            OnMessage = (context, message) =>
            {
                int number = (int)message;
                if (number < 3) context.Self.Tell(number + 1);
                inbox.Put(number);
            },
        });
        actor.Tell(1);
        Assert.Equal([1, 2, 3], await inbox.TakeAsync(3));
    }

    [Fact]
    public async Task What_comes_after_a_stop_is_told_to_the_actor_as_undelivered()
    {
        using ThreadPoolHost host = TestActor.NewHost();
        var inbox = new Inbox();
        ActorRef<object> actor = host.Spawn("leaving", () => new TestActor
        {
            OnMessage = (context, message) =>
            {
                if (message is "stop") context.StopSelf();
                inbox.Put(message);
            },
            OnStopped = failure => inbox.Put(failure ?? (object)"stopped"),
            OnUndelivered = message =>
            {
                inbox.Put($"late {message}");
                if (message is "throws") throw new InvalidDataException();
            },
        });
        actor.Tell("stop");
        Assert.Equal(["stop", "stopped"], await inbox.TakeAsync(2));
        foreach (string message in new[] { "a", "throws", "b" }) actor.Tell(message);
        Assert.Equal(["late a", "late throws", "late b"], await inbox.TakeAsync(3));
    }

    [Fact]
    public async Task Asynchronous_work_runs_outside_of_the_turn_and_ends_as_a_message()
    {
        using ThreadPoolHost host = TestActor.NewHost();
        var inbox = new Inbox();
        var gate = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef<object> actor = host.Spawn("worker", () => new TestActor
        {
            OnMessage = (context, message) =>
            {
                if (message is "run")
                    context.Run(async _ => await gate.Task, outcome => (object)$"{outcome.Value} {outcome.Exception?.Message}");
                else
                    inbox.Put(message);
            },
        });
        actor.Tell("run");
        actor.Tell("between");
        Assert.Equal("between", await inbox.NextAsync());
        gate.SetResult(5);
        Assert.Equal("5 ", await inbox.NextAsync());
        gate = new TaskCompletionSource<int>();
        gate.SetException(new InvalidDataException("bad"));
        actor.Tell("run");
        Assert.Equal("0 bad", await inbox.NextAsync());
    }

    [Fact]
    public async Task The_token_of_asynchronous_work_is_canceled_when_the_actor_stops_whatever_its_callbacks_do()
    {
        using var log = new TestLog();
        using ThreadPoolHost host = TestActor.NewHost(log: log);
        var inbox = new Inbox();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef<object> actor = host.Spawn("worker", () => new TestActor
        {
            OnStarted = context => context.Run(
                async token =>
                {
                    token.Register(() => inbox.Put("canceled"));
                    token.Register(() => throw new InvalidDataException());
                    entered.SetResult();
                    await new TaskCompletionSource().Task.WaitAsync(token);
                    return 1;
                },
                outcome => (object)(outcome.Exception is OperationCanceledException)),
            OnStopped = _ => inbox.Put("stopped"),
            OnUndelivered = message => inbox.Put(message),
        });
        await entered.Task.Soon();
        host.Stop(actor);
        object[] seen = await inbox.TakeAsync(3);
        Assert.Contains("canceled", seen);
        Assert.Contains("stopped", seen);
        Assert.Contains(true, seen);
        Assert.Contains("worker", await log.FirstError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_of_work_that_cannot_be_told_is_logged()
    {
        using var log = new TestLog();
        using ThreadPoolHost host = TestActor.NewHost(log: log);
        _ = host.Spawn("worker", () => new TestActor
        {
            OnStarted = context => context.Run<int>(_ => ValueTask.FromResult(1), _ => throw new InvalidDataException()),
        });
        Assert.Contains("worker", await log.FirstError, StringComparison.Ordinal);
    }
}
