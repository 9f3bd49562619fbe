using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using ActorScheduler.Actors;
using ActorScheduler.Machines;
using ActorScheduler.Processes;
using ActorScheduler.Runtime;
using ActorScheduler.Store;
using ActorScheduler.Store.Facts;

namespace ActorScheduler.Tests.Scheduling;

/// <summary>Lives of a durable scheduler that follow each other, and the processes of the earlier ones.</summary>
public sealed class LostAttemptTests : IAsyncDisposable
{
    private static readonly SchedulerOptions Durable = new() { Durable = true, MaxJobs = 4 };
    private static readonly JobOptions RunsAgain = new() { OnLost = LostPolicy.RunAgain };

    private readonly MemoryStore _store = new();
    private readonly ManualTime _time = new();
    private readonly TestLog _log = new();
    private readonly List<SchedulerNode> _nodes = [];

    public async ValueTask DisposeAsync()
    {
        foreach (SchedulerNode node in _nodes) await node.DisposeAsync().AsTask().Soon();
    }

    [Fact]
    public async Task The_next_life_is_told_of_the_process_and_starts_nothing_before_it_is_gone()
    {
        var first = new FakeLauncher();
        Task written = WhenWritten(fact => fact.ProcessStarted is not null);
        ProcessHandle job = Start(first).Schedule(Job.Process("p"), RunsAgain);
        await written.Soon();
        FakeChild child = first.Children.Single();
        Assert.Equal(new AttemptMark(job.Id, new AttemptToken(1, 1)), child.Mark);

        var second = new FakeLauncher { Answer = new() };
        Scheduler now = Start(second);
        LostAttempt lost = Assert.Single(await second.Asked.Task.Soon());
        Assert.Equal(job.Id, lost.Job);
        Assert.Equal([child.Identity!], lost.Processes);
        Assert.Empty(second.Children);
        Task drained = now.DrainAsync();
        Assert.False(drained.IsCompleted);
        second.Answer.SetResult(new LostProcesses([child.Pid], []));
        await drained.Soon();
        Assert.Equal(new AttemptMark(job.Id, new AttemptToken(2, 2)), second.Children.Single().Mark);
        Assert.Contains(
            $"s: processes of jobs of its earlier life were still there and were killed: {child.Pid}", _log.Texts);
    }

    [Fact]
    public async Task A_process_that_does_not_end_holds_the_next_life_up_for_ten_seconds()
    {
        Task written = WhenWritten(fact => fact.ProcessStarted is not null);
        _ = Start(new FakeLauncher()).Schedule(Job.Process("p"), RunsAgain);
        await written.Soon();
        var second = new FakeLauncher { Answer = new() };
        Task patience = _time.WaitForTimerAsync(TimeSpan.FromSeconds(10));
        Scheduler now = Start(second);
        Task drained = now.DrainAsync();
        await second.Asked.Task.Soon();
        await patience.Soon();
        _time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.False(second.GaveUp.IsCancellationRequested);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(second.GaveUp.IsCancellationRequested);
        second.Answer.SetResult(new LostProcesses([.. Enumerable.Range(1, 103)], [7, 8]));
        await drained.Soon();
        Assert.Contains(
            "s: processes of jobs of its earlier life cannot be ended, its jobs start all the same: 7, 8", _log.Texts);
        Assert.Contains(_log.Texts, text => text.EndsWith("killed: " + string.Join(", ", Enumerable.Range(1, 100))
            + " and 3 more", StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_they_cannot_be_looked_for_the_next_life_begins_all_the_same_and_says_so()
    {
        Task written = WhenWritten(fact => fact.ProcessStarted is not null);
        _ = Start(new FakeLauncher()).Schedule(Job.Process("p"), RunsAgain);
        await written.Soon();
        var second = new FakeLauncher { Answer = new() };
        second.Answer.SetException(new IOException("no list"));
        Scheduler now = Start(second);
        await now.DrainAsync().Soon();
        Assert.Equal(1, (await now.GetStatisticsAsync().Soon()).Completed);
        Assert.Contains(_log.Exceptions, e => e.Message == "no list");
    }

    [Fact]
    public async Task A_process_that_has_ended_is_not_looked_for_and_costs_the_next_life_nothing()
    {
        Scheduler old = Start(new FakeLauncher { EndsAtOnce = true });
        await old.Schedule(Job.Process("p")).AsTask().Soon();
        await old.StopAsync(StopMode.Drain).Soon();
        var second = new FakeLauncher();
        Scheduler now = Start(second);
        await now.DrainAsync().Soon();
        Assert.False(second.Asked.Task.IsCompleted);
    }

    [Fact]
    public async Task A_volatile_schedulers_children_carry_nothing()
    {
        var launcher = new FakeLauncher { EndsAtOnce = true };
        Start(launcher);
        await _nodes[0].CreateScheduler("volatile").Schedule(Job.Process("p")).AsTask().Soon();
        Assert.Null(launcher.Children.Single().Mark);
    }

    [Fact]
    public async Task A_process_whose_start_was_never_written_down_is_found_and_another_jobs_is_not()
    {
        var id = new JobId(0xFEED_0000_0000_0003, 5);
        using Process mine = StartSleep(id), other = StartSleep(id with { Sequence = 6 });
        await WriteAsync(
            new Fact { Accepted = Accepted(id) },
            new Fact { Started = new AttemptStarted { Order = 1, Attempt = 1, At = 1 } });
        SchedulerNode node = await SchedulerNode.StartAsync(new() { Store = _store, LoggerFactory = _log });
        _nodes.Add(node);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        await scheduler.DrainAsync().Soon();
        Assert.Equal(1, (await scheduler.GetStatisticsAsync().Soon()).Completed);
        await mine.WaitForExitAsync().Soon();
        Assert.Equal(137, mine.ExitCode);
        Assert.False(other.HasExited);
        other.Kill();
    }

    private static Process StartSleep(JobId id) => Process.Start(new ProcessStartInfo("sleep", ["1000"])
    {
        UseShellExecute = false,
        Environment = { [AttemptMark.JobVariable] = id.ToString() },
    })!;

    private static JobAccepted Accepted(JobId id) => new()
    {
        Order = 1,
        Origin = id.Origin,
        Sequence = id.Sequence,
        Epoch = 1,
        ScheduledAt = 1,
        Settings = SettingsCodec.Write(RunsAgain),
        Process = ProcessCodec.Write(Job.Process("true")),
    };

    private Scheduler Start(FakeLauncher launcher)
    {
        var node = new SchedulerNode(
            new NodeOptions { Store = _store, LoggerFactory = _log, TimeProvider = _time },
            new NodeParts
            {
                Host = new ThreadPoolHost(_time, (ulong)_nodes.Count, _log),
                Load = new FakeLoad(),
                Launcher = launcher,
                Processors = 2,
            });
        _nodes.Add(node);
        return node.CreateScheduler("s", Durable);
    }

    private Task WhenWritten(Func<Fact, bool> wanted)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.Fault = commit =>
        {
            if (FactStream.Read(commit.Facts).Any(wanted)) written.TrySetResult();
            return MemoryFault.None;
        };
        return written.Task;
    }

    private async Task WriteAsync(params Fact[] facts)
    {
        JournalHead head = await ((IStore)_store).OpenAsync("s", above: 0, CancellationToken.None);
        var commit = new Commit(facts) { Journal = head.Journal, Epoch = head.Epoch };
        ((IStore)_store).Commit(commit);
        Assert.Null(await commit.Done.Task.Soon());
    }

    private sealed class Commit : StoreCommit
    {
        private readonly ArrayBufferWriter<byte> _facts = new();

        public Commit(Fact[] facts)
        {
            foreach (Fact fact in facts) FactStream.Write(_facts, fact);
            Count = facts.Length;
        }

        public TaskCompletionSource<StoreException?> Done { get; } = new();

        public override ReadOnlyMemory<byte> Facts => _facts.WrittenMemory;

        public override IReadOnlyList<ReadOnlyMemory<byte>>? Snapshot => null;

        public override void Completed(StoreException? failure) => Done.SetResult(failure);
    }

    /// <summary>Children of an earlier life run on; those of a life that was asked to look end at once.</summary>
    private sealed class FakeLauncher : IProcessLauncher
    {
        private readonly ConcurrentQueue<FakeChild> _children = new();

        public FakeChild[] Children => [.. _children];

        /// <summary>Completes with what it is asked to look for.</summary>
        public TaskCompletionSource<IReadOnlyList<LostAttempt>> Asked { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>What it says to that, and when; with one its own children end at once.</summary>
        public TaskCompletionSource<LostProcesses>? Answer { get; init; }

        public bool EndsAtOnce { get; init; }

        public CancellationToken GaveUp { get; private set; }

        public void Start(ProcessStartSpec spec, IChildObserver observer)
        {
            var child = new FakeChild(spec.Mark, observer, 1000 + _children.Count);
            _children.Enqueue(child);
            observer.Started(child);
            observer.OutputEnded();
            if (EndsAtOnce || Answer is not null) child.End(0);
        }

        public Task<LostProcesses> StopLostAsync(IReadOnlyList<LostAttempt> lost, CancellationToken giveUp)
        {
            GaveUp = giveUp;
            Asked.SetResult(lost);
            return Answer!.Task;
        }

        public void KillLeftBehind()
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class FakeChild(AttemptMark? mark, IChildObserver observer, int pid) : IChildProcess
    {
        private int _ended;

        public AttemptMark? Mark => mark;

        public int Pid => pid;

        public ProcessIdentity? Identity { get; } = mark is null ? null : new ProcessIdentity(pid, 77, "fake");

        public OutputStore? Output => null;

        public OutputStore? Error => null;

        public void End(int code)
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0) observer.Exited(new ChildExit(code));
        }

        public Exception? Signal(StopSignal signal)
        {
            End(-(int)signal);
            return null;
        }

        public void AbandonOutput()
        {
        }

        public bool Release() => false;

        public void WatchGroup() => observer.GroupGone();

        public IReadOnlyList<int> FindLeaked() => [];

        public void Dispose()
        {
        }
    }
}
