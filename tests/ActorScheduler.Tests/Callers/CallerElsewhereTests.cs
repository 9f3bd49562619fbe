using System.Text;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Callers;

public sealed class CallerElsewhereTests
{
    [Fact]
    [Trait("Contract", "CALL-68")]
    public async Task A_call_can_run_on_a_task_scheduler_with_errors_and_cancel_as_usual()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        TaskScheduler exclusive = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        await caller.WaitForStartedAsync().Soon();
        Assert.True(await caller.RunOn(exclusive, async () =>
        {
            await Task.Yield();
            return TaskScheduler.Current == exclusive && Caller.Current is null;
        }).Value());
        JobHandle failed = caller.RunOn(exclusive, (Action)(() => throw new IOException("own")));
        await Assert.ThrowsAsync<IOException>(() => failed.Done());
        var step = new Step();
        JobHandle canceled = caller.RunOn(exclusive, step.RunUntilCanceledAsync);
        await step.Started;
        canceled.Cancel();
        Assert.Equal(JobOutcome.Canceled, (await canceled.Exit()).Outcome);
    }

    [Fact]
    [Trait("Contract", "CALL-68")]
    public async Task A_call_can_run_on_a_synchronization_context_and_on_its_own_is_as_usual()
    {
        var host = new HostLoop();
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        await caller.WaitForStartedAsync().Soon();
        Assert.Equal(host.ThreadId, await caller.RunOn(host, async () =>
        {
            await Task.Yield();
            return Environment.CurrentManagedThreadId;
        }).Value());
        Assert.Same(caller, await caller.RunOn(caller.SynchronizationContext, () => Caller.Current).Value());
        host.Dispose();
        Assert.Equal(JobOutcome.Failed, (await caller.RunOn(host, () => { }).Exit()).Outcome);
    }

    [Fact]
    [Trait("Contract", "CALL-69")]
    public async Task To_run_elsewhere_is_refused_unless_the_caller_runs()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c", options: new() { AutoStart = false });
        Assert.Throws<InvalidOperationException>(() => caller.RunOn(TaskScheduler.Default, () => { }));
        caller.Stop();
        Assert.Throws<InvalidOperationException>(() => caller.RunOn(TaskScheduler.Default, () => { }));
    }

    [Fact]
    [Trait("Contract", "CALL-71")]
    public async Task A_tap_gets_what_the_callers_code_writes_and_children_inherit_it()
    {
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = node.Node.CreateCaller("c");
        Caller other = node.Node.CreateCaller("d");
        var tap = new Tap();
        caller.OutputTap = tap;
        await caller.CallSoon(async () =>
        {
            Console.WriteLine("one");
            await Task.Yield();
            Console.Error.Write("two");
        }).Done();
        await caller.GetOrAddChild("child").CallSoon(() => Console.Write('3')).Done();
        await caller.ToThread(() => Console.Write("four")).Done();
        await other.CallSoon(() => Console.Write("")).Done();
        Assert.Equal($"c Output one{Environment.NewLine}|c Error two|child Output 3|c worker Output four|", tap.Text);
        await caller.DisposeAsync().AsTask().Soon();
        Assert.Equal(["c", "c worker", "child"], tap.Flushed.Order());
    }

    [Fact]
    [Trait("Contract", "CALL-71")]
    public async Task A_stop_waits_fifty_milliseconds_at_most_for_a_tap_to_flush()
    {
        var time = new ManualTime();
        await using TestNode node = await TestNode.StartAsync(time);
        Caller caller = node.Node.CreateCaller("c", CallerThread.ThreadPool);
        var tap = new Tap { Never = true };
        caller.OutputTap = tap;
        Task stopped = caller.WaitForStoppedAsync();
        caller.Stop();
        await tap.Asked.Task.Soon();
        time.Advance(TimeSpan.FromMilliseconds(49));
        Assert.False(stopped.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await stopped.Soon();
    }

    [Fact]
    [Trait("Contract", "CALL-72")]
    public async Task Each_caller_has_a_logger_of_its_node()
    {
        var log = new TestLog();
        await using TestNode node = await TestNode.StartAsync(new NodeOptions { LoggerFactory = log });
        Assert.Same(log, node.Node.CreateCaller("c").Logger);
    }

    private sealed class Tap : IOutputTap
    {
        private readonly StringBuilder _text = new();

        public bool Never { get; init; }

        public List<string> Flushed { get; } = [];

        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Text
        {
            get { lock (_text) return _text.ToString(); }
        }

        public bool Write(Caller caller, OutputSource source, ReadOnlySpan<char> text)
        {
            lock (_text) _text.Append($"{caller.Name} {source} ").Append(text).Append('|');
            return true;
        }

        public async ValueTask FlushAsync(Caller caller, CancellationToken cancellationToken)
        {
            lock (Flushed) Flushed.Add(caller.Name);
            Asked.TrySetResult();
            if (Never) await new TaskCompletionSource().Task;
        }
    }
}
