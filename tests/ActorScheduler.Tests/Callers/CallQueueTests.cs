using System.Runtime.CompilerServices;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Callers;

public sealed class CallQueueTests
{
    private static readonly AsyncLocal<string?> Word = new();

    [Fact]
    [Trait("Contract", "CALL-57")]
    public async Task Items_run_one_at_a_time_in_order_although_each_is_asynchronous()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        List<int> ended = [];
        int inside = 0, most = 0;
        await using CallQueue<int> queue = caller.OpenQueue<int>(async i =>
        {
            most = Math.Max(most, ++inside);
            for (int k = 0; k < i % 3; k++) await Task.Yield();
            ended.Add(i);
            inside--;
        });
        for (int i = 0; i < 100; i++) Assert.True(queue.Call(i));
        await queue.WaitForEmptyAsync().Soon();
        Assert.Equal(Enumerable.Range(0, 100), ended);
        Assert.Equal(1, most);
    }

    [Fact]
    [Trait("Contract", "CALL-58")]
    public async Task Two_queues_of_one_function_are_two_queues()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        Step[] steps = [new(), new()];
        Func<int, Task> function = i => steps[i].RunAsync(default);
        CallQueue<int> first = caller.OpenQueue(function);
        CallQueue<int> second = caller.OpenQueue(function);
        first.Call(0);
        second.Call(1);
        await steps[0].Started;
        await steps[1].Started;
        first.Close();
        Assert.True(second.Call(1));
        foreach (Step step in steps) step.Succeed();
        await second.WaitForEmptyAsync().Soon();
    }

    [Fact]
    [Trait("Contract", "CALL-59")]
    [Trait("Contract", "CALL-65")]
    [Trait("Contract", "CALL-66")]
    public async Task What_an_item_throws_is_logged_and_the_queue_goes_on()
    {
        var log = new TestLog();
        await using TestNode node = await TestNode.StartAsync(new NodeOptions { LoggerFactory = log });
        Caller caller = node.Node.CreateCaller("c");
        Exception[] thrown =
            [new InvalidCastException("type"), new OperationCanceledException("own"), new IOException("late")];
        int done = 0;
        await using CallQueue<int> queue = caller.OpenQueue<int>(async i =>
        {
            if (i == 2) await Task.Yield();
            if (i < 3) throw thrown[i];
            done++;
        });
        for (int i = 0; i < 4; i++) queue.Call(i);
        await queue.WaitForEmptyAsync().Soon();
        Assert.Equal(1, done);
        Assert.Equal(thrown, log.Exceptions);
        Assert.False(queue.Completion.IsCompleted);
    }

    [Fact]
    [Trait("Contract", "CALL-60")]
    [Trait("Contract", "CALL-67")]
    public async Task All_items_see_the_context_in_which_the_queue_was_opened()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        List<string?> seen = [];
        Action<int> function = _ =>
        {
            seen.Add(Word.Value);
            Word.Value = "changed by an item";
        };
        Word.Value = "opened";
        CallQueue<int> queue = caller.OpenQueue(function);
        Word.Value = "called";
        queue.Call(1);
        queue.Call(2);
        await queue.WaitForEmptyAsync().Soon();
        queue.Close();
        CallQueue<int> next = caller.OpenQueue(function);
        next.Call(1);
        await next.WaitForEmptyAsync().Soon();
        Assert.Equal(["opened", "opened", "called"], seen);
    }

    [Fact]
    [Trait("Contract", "CALL-61")]
    public async Task A_queue_does_not_keep_its_functions_object_alive_and_ends_with_it()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        (WeakReference model, CallQueue<string> queue) = await OpenOnModelAsync(caller);
        await Task.Yield();     // off the stack of what has just ended
        CallerIdentityTests.CollectUntilGone(model);
        Assert.False(model.IsAlive);
        Assert.Equal(JobOutcome.Completed, (await queue.Completion.Exit()).Outcome);
        Assert.False(queue.Call("too late"));
    }

    [Fact]
    [Trait("Contract", "CALL-61")]
    public async Task A_lambda_lives_as_long_as_its_queue_is_held_and_the_queue_ends_when_it_is_dropped()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        List<int> seen = [];
        CallQueue<int> held = caller.OpenQueue<int>(seen.Count.CompareTo(-1) > 0 ? i => seen.Add(i) : _ => { });
        JobHandle dropped = OpenAndDrop(caller, seen);
        CallerIdentityTests.Collect();
        await dropped.Exit();
        Assert.True(held.Call(7));
        await held.WaitForEmptyAsync().Soon();
        Assert.Equal([1, 7], seen);
    }

    [Fact]
    [Trait("Contract", "CALL-62")]
    public async Task Closing_drops_what_waits_and_cancels_what_runs_and_may_be_done_again()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        var step = new Step();
        int calls = 0;
        CallQueue<int> queue = caller.OpenQueue<int>(async (_, job) =>
        {
            calls++;
            await step.RunUntilCanceledAsync(job);
        });
        for (int i = 0; i < 3; i++) queue.Call(i);
        await step.Started;
        Task empty = queue.WaitForEmptyAsync();
        queue.Close();
        Assert.False(queue.Call(4));
        await queue.DisposeAsync().AsTask().Soon();
        queue.Close();
        await empty.Soon();
        Assert.Equal(1, calls);
        Assert.Equal(JobOutcome.Completed, (await queue.Completion.Exit()).Outcome);
    }

    [Fact]
    [Trait("Contract", "CALL-63")]
    public async Task Canceling_its_completion_ends_the_queue()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        CallQueue<int> queue = caller.OpenQueue<int>(_ => { });
        queue.Call(1);
        await queue.WaitForEmptyAsync().Soon();
        Assert.True(queue.Completion.Cancel("enough"));
        JobExit exit = await queue.Completion.Exit();
        Assert.Equal(JobOutcome.Canceled, exit.Outcome);
        Assert.Equal(["enough"], exit.CancelReasons);
        Assert.False(queue.Call(2));
    }

    [Fact]
    public async Task To_wait_for_itself_is_refused_and_named_a_deadlock()
    {
        var log = new TestLog();
        await using TestNode node = await TestNode.StartAsync(new NodeOptions { LoggerFactory = log });
        Caller caller = node.Node.CreateCaller("c");
        CallQueue<int>? queue = null;
        queue = caller.OpenQueue<int>(async i =>
        {
            await Task.Yield();
            if (i == 0) await queue!.WaitForEmptyAsync();
            else await queue!.DisposeAsync();
        });
        queue.Call(0);
        queue.Call(1);
        await queue.WaitForEmptyAsync().Soon();
        Assert.Equal(2, log.Exceptions.OfType<InvalidOperationException>().Count());
        Assert.True(queue.Call(1));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<(WeakReference Model, CallQueue<string> Queue)> OpenOnModelAsync(Caller caller)
    {
        var model = new Model();
        CallQueue<string> queue = caller.OpenQueue<string>(model.SaveAsync);
        Assert.True(queue.Call("draft"));
        await queue.WaitForEmptyAsync().Soon();
        Assert.Equal(1, model.Saved);
        return (new WeakReference(model), queue);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static JobHandle OpenAndDrop(Caller caller, List<int> seen)
    {
        CallQueue<int> queue = caller.OpenQueue<int>(i => seen.Add(i));
        queue.Call(1);
        return queue.Completion;
    }

    private sealed class Model
    {
        public int Saved { get; private set; }

        public async Task SaveAsync(string text)
        {
            await Task.Yield();
            Saved++;
        }
    }
}
