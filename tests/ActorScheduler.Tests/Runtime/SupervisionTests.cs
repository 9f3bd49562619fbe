using ActorScheduler.Runtime;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Runtime;

public sealed class SupervisionTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_failed_actor_without_a_parent_stays_stopped_and_its_maker_is_told()
    {
        using var log = new TestLog();
        using ThreadPoolHost host = TestActor.NewHost(log: log);
        var inbox = new Inbox();
        ActorRef<object> actor = host.Spawn(
            "root", () => new TestActor { OnMessage = Throw, OnStopped = e => inbox.Put($"stopped {e!.Message}") },
            failure => inbox.Put($"failed {failure.Message}"));
        actor.Tell("x");
        Assert.Equal(["stopped x", "failed x"], await inbox.TakeAsync(2));
        Assert.Contains("root", await log.FirstError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_child_is_made_anew_within_its_window_and_stays_stopped_beyond_it()
    {
        var time = new ManualTime();
        using ThreadPoolHost host = TestActor.NewHost(time);
        var inbox = new Inbox();
        int made = 0;
        ActorRef<object> child = await SpawnChildAsync(
            host,
            () =>
            {
                int number = ++made;
                return new TestActor
                {
                    OnMessage = (context, message) =>
                    {
                        if (message is "fail") Throw(context, message);
                        inbox.Put($"{number} {message}");
                    },
                    OnStopped = _ => inbox.Put($"{number} stopped"),
                    OnUndelivered = message => inbox.Put($"{number} late {message}"),
                };
            },
            new Supervision(2, Window, Escalate: false));
        for (int i = 1; i <= 2; i++)
        {
            child.Tell("fail");
            child.Tell("hello");
            Assert.Equal([$"{i} stopped", $"{i + 1} hello"], await inbox.TakeAsync(2));
        }

        time.Advance(Window);
        child.Tell("fail");     // the restarts before are forgotten
        child.Tell("hello");
        Assert.Equal(["3 stopped", "4 hello"], await inbox.TakeAsync(2));
        child.Tell("fail");
        Assert.Equal("4 stopped", await inbox.NextAsync());
        child.Tell("fail");
        child.Tell("hello");
        Assert.Equal(["5 stopped", "5 late hello"], await inbox.TakeAsync(2));
    }

    [Fact]
    public async Task A_child_that_has_something_to_end_has_stopped_when_it_says_so()
    {
        using ThreadPoolHost host = TestActor.NewHost();
        var inbox = new Inbox();
        IActorContext<object>? context = null;
        ActorRef<object> child = await SpawnChildAsync(
            host,
            () => new TestActor
            {
                OnStarted = own => context = own,
                OnMessage = Throw,
                OnStopping = failure =>
                {
                    inbox.Put($"stopping {failure!.Message}");
                    return false;
                },
                OnUndelivered = message =>
                {
                    inbox.Put($"late {message}");
                    if (message is "ended") context!.EndStop();
                },
                OnStopped = failure => inbox.Put($"stopped {failure!.Message}"),
            },
            Supervision.Stop,
            whenGone: () => inbox.Put("gone"));
        child.Tell("x");
        child.Tell("y");
        Assert.Equal(["stopping x", "late y"], await inbox.TakeAsync(2));
        child.Tell("ended");
        Assert.Equal(["late ended", "stopped x", "gone"], await inbox.TakeAsync(3));
    }

    [Fact]
    public async Task A_child_that_cannot_be_made_anew_is_not_told_to_stop_twice()
    {
        using ThreadPoolHost host = TestActor.NewHost();
        var inbox = new Inbox();
        int made = 0;
        ActorRef<object> child = await SpawnChildAsync(
            host,
            () => ++made == 1
                ? new TestActor { OnMessage = Throw, OnStopped = _ => inbox.Put("stopped") }
                : throw new InvalidDataException("cannot be made"),
            new Supervision(3, Window, Escalate: false),
            whenGone: () => inbox.Put("gone"));
        child.Tell("fail");
        Assert.Equal(["stopped", "gone"], await inbox.TakeAsync(2));
        Assert.Equal(4, made);
    }

    [Fact]
    public async Task A_child_whose_restarts_are_used_up_takes_its_parent_along_when_it_escalates()
    {
        using ThreadPoolHost host = TestActor.NewHost();
        var inbox = new Inbox();
        ActorRef<object> child = null!;
        var spawned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = host.Spawn(
            "parent",
            () => new TestActor
            {
                OnStarted = context =>
                {
                    _ = context.Spawn("sibling", () => new TestActor { OnStopped = _ => inbox.Put("sibling stopped") });
                    child = context.Spawn(
                        "child", () => new TestActor { OnMessage = Throw, OnStopped = _ => inbox.Put("child stopped") },
                        new Supervision(0, Window, Escalate: true));
                    spawned.SetResult();
                },
                OnStopped = e => inbox.Put($"parent stopped by {e!.Message}"),
            },
            failure => inbox.Put($"failed {failure.Message}"));
        await spawned.Task.Soon();
        child.Tell("x");
        Assert.Equal(["child stopped", "sibling stopped", "parent stopped by x", "failed x"], await inbox.TakeAsync(4));
    }

    [Fact]
    public async Task Children_stop_before_their_parent_the_deepest_first()
    {
        using ThreadPoolHost host = TestActor.NewHost();
        var inbox = new Inbox();
        ActorRef<object> root = host.Spawn("0", () => Node(0));
        Assert.Equal("ready", await inbox.NextAsync());
        host.Stop(root);
        Assert.Equal(["3", "2", "1", "0"], await inbox.TakeAsync(4));

        TestActor Node(int depth) => new()
        {
            OnStarted = context =>
            {
                if (depth < 3) _ = context.Spawn($"{depth + 1}", () => Node(depth + 1));
                else inbox.Put("ready");
            },
            OnStopped = _ => inbox.Put($"{depth}"),
        };
    }

    [Fact]
    public async Task A_watcher_is_told_once_of_the_end_also_when_it_comes_late()
    {
        using ThreadPoolHost host = TestActor.NewHost();
        var inbox = new Inbox();
        ActorRef<object> watched = host.Spawn("watched", () => new TestActor { OnMessage = Throw });
        ActorRef<object> watcher = host.Spawn("watcher", () => new TestActor
        {
            OnMessage = (context, message) =>
            {
                if (message is "watch") context.Watch(watched, "gone");
                inbox.Put(message);
            },
        });
        watcher.Tell("watch");
        watcher.Tell("watch");
        Assert.Equal(["watch", "watch"], await inbox.TakeAsync(2));
        watched.Tell("fail");
        Assert.Equal(["gone", "gone"], await inbox.TakeAsync(2));
        watcher.Tell("watch");
        Assert.Equal(["watch", "gone"], await inbox.TakeAsync(2));
        watcher.Tell("last");
        Assert.Equal("last", await inbox.NextAsync());
    }

    [Fact]
    public async Task An_actor_that_is_made_anew_is_not_gone()
    {
        using ThreadPoolHost host = TestActor.NewHost();
        var inbox = new Inbox();
        ActorRef<object> child = await SpawnChildAsync(
            host,
            () => new TestActor
            {
                OnMessage = (context, message) =>
                {
                    if (message is "fail") Throw(context, message);
                    inbox.Put(message);
                },
            },
            new Supervision(5, Window, Escalate: false),
            whenGone: () => inbox.Put("gone"));
        child.Tell("fail");
        child.Tell("alive");
        Assert.Equal("alive", await inbox.NextAsync());
        host.Stop(child);
        Assert.Equal("gone", await inbox.NextAsync());
    }

    [Fact]
    public async Task A_failure_while_stopping_is_logged_and_stops_nothing_else()
    {
        using var log = new TestLog();
        using ThreadPoolHost host = TestActor.NewHost(log: log);
        var inbox = new Inbox();
        ActorRef<object> root = host.Spawn("root", () => new TestActor
        {
            OnStarted = context =>
                _ = context.Spawn("child", () => new TestActor { OnStopped = _ => throw new InvalidDataException() }),
            OnStopped = _ => inbox.Put("stopped"),
        });
        host.Stop(root);
        Assert.Equal("stopped", await inbox.NextAsync());
        Assert.Contains("child", await log.FirstError, StringComparison.Ordinal);
    }

    private static void Throw(IActorContext<object> context, object message) =>
        throw new InvalidDataException((string)message);

    private static async Task<ActorRef<object>> SpawnChildAsync(
        ThreadPoolHost host, Func<Actor<object>> create, Supervision supervision, Action? whenGone = null)
    {
        var spawned = new TaskCompletionSource<ActorRef<object>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = host.Spawn("parent", () => new TestActor
        {
            OnStarted = context =>
            {
                ActorRef<object> child = context.Spawn("child", create, supervision);
                context.Watch(child, "gone");
                spawned.SetResult(child);
            },
            OnMessage = (_, message) => whenGone?.Invoke(),
        });
        return await spawned.Task.Soon();
    }
}
