using ActorScheduler.Machines;
using ActorScheduler.Processes;
using ActorScheduler.Runtime;
using ActorScheduler.Telemetry;
using Microsoft.Extensions.Logging;

namespace ActorScheduler.Actors;

/// <summary>
/// What the handles of one scheduler share: its identity, its options, and the door to its actor. Thread-safe.
/// </summary>
internal sealed class SchedulerCore : JobOwner
{
    private readonly TaskCompletionSource _stopped = new();

    public SchedulerCore(
        ulong origin, string name, SchedulerOptions options, NodeServices node, int? defaultLimit = null)
        : base(origin, name, node)
    {
        Options = options;
        DefaultLimit = defaultLimit;
        Inline = options.RunInline ? new InlineRunner(this) : null;
        Log = new SchedulerLog(node.CreateLogger("ActorScheduler.Scheduler"), name);
        Log.Created(options);
        Crew = node.Host.CreateCrew();
        Actor = Spawn(node.Host, $"scheduler {name}");
        node.Groups.Register(this);
        if (MeterSwitch.IsOn) SchedulerMeter.Add(this);
        if (options.Durable) Tell(SchedulerMessageKind.OpenJournal);
    }

    public SchedulerOptions Options { get; }

    /// <summary>The limit of any group without its own: a task pool's; null for none.</summary>
    public int? DefaultLimit { get; }

    public ActorRef<SchedulerMessage> Actor { get; }

    /// <summary>Runs the attempts of its delegates.</summary>
    public Crew Crew { get; }

    public SchedulerLog Log { get; }

    /// <summary>The machine of its actor. Others may only read its counters, which may be a moment old.</summary>
    public SchedulerMachine? Machine { get; set; }

    /// <summary>Runs the jobs of a scheduler that runs them on the caller's thread; null for any other.</summary>
    public InlineRunner? Inline { get; }

    /// <summary>What recurs on it.</summary>
    public RecurrenceSet Recurrences { get; } = new();

    /// <summary>What the wall's clock shows, in ticks of UTC.</summary>
    public long WallNow => Host.Time.GetUtcNow().UtcTicks;

    /// <summary>True when the scheduler was stopped and nothing of it is left.</summary>
    public bool IsStopped => _stopped.Task.IsCompleted;

    /// <summary>
    /// True when it has stopped and none of its attempts runs on: no group has to do with it any more.
    /// </summary>
    public bool IsGone => IsStopped && Machine?.HasLeftAttempts != true;

    /// <summary>Completes when the scheduler was stopped and nothing of it is left.</summary>
    public Task WaitForStoppedAsync(CancellationToken cancellationToken) =>
        _stopped.Task.EndOn(Host, cancellationToken);

    public void Tell(SchedulerMessageKind kind, object? target = null) =>
        Actor.Tell(new SchedulerMessage(kind, target));

    public void Tell(SchedulerMessageKind kind, SchedulerCommand command) =>
        Actor.Tell(new SchedulerMessage(kind, command));

    public override void Cancel(JobHandle job, string? reason)
    {
        if (Inline is { } inline && !job.Has(JobFlags.Barrier)) inline.Cancel(job, reason);
        else Tell(SchedulerMessageKind.Cancel, new SchedulerCommand(job, reason));
    }

    /// <summary>As <see cref="TellStop"/>; but the jobs of a durable scheduler go on in its next life.</summary>
    /// <param name="kill">True when attempts are killed that were asked before and have not ended.</param>
    public void TellSuspend(bool kill = false)
    {
        if (Options.Durable) Tell(SchedulerMessageKind.Suspend, new SchedulerCommand(Number: kill ? 1 : 0));
        else TellStop(StopMode.CancelRunning, "the scheduler was disposed");
    }

    public void TellStop(StopMode mode, string? reason)
    {
        Inline?.Close(mode, reason);
        Recurrences.Close();
        Tell(SchedulerMessageKind.Stop, new SchedulerCommand(null, reason, (long)mode));
    }

    public override void ReportAttempt(JobHandle job)
    {
        if (Inline is null) Tell(SchedulerMessageKind.AttemptExited, job);
        else Host.Execute(new ActionWork(() => Inline.Conclude(job)), preferLocal: true);
    }

    // With the jobs: who awaits one short job after the other needs no other thread for it. And before them: whoever
    // awaits the first of many need not wait for all that have started. Jobs on the caller's thread end in no turn.
    public override void GoOn(Continuation continuation, bool alone)
    {
        if (Inline is null) Crew.AddAheadInTurn(continuation);
        else base.GoOn(continuation, alone);
    }

    public override bool KeepsOutput =>
        Options is { Durable: true, KeepsOutput: true } && Options.KeepExits > TimeSpan.Zero;

    /// <summary>An attempt of a durable job has a process: it is to be found again if we die.</summary>
    public void TellProcess(ProcessHandle job, int attempt, ProcessIdentity identity) =>
        Tell(SchedulerMessageKind.ProcessStarted, new SchedulerCommand(job, identity, attempt));

    public override Task CheckpointAsync(JobHandle job, byte[] content) =>
        Options.Durable ? CheckpointDurablyAsync(job, content) : base.CheckpointAsync(job, content);

    public override void WatchAcceptance(JobHandle job) => Tell(SchedulerMessageKind.WatchAcceptance, job);

    public override void AskHoldReason(JobHandle job, TaskCompletionSource<HoldReason?> answer) =>
        Tell(SchedulerMessageKind.GetHoldReason, new SchedulerCommand(answer, job));

    public override void AskExplanation(JobHandle job, TaskCompletionSource<JobExplanation> answer) =>
        Tell(SchedulerMessageKind.Explain, new SchedulerCommand(answer, job));

    /// <summary>How many of its jobs are inside a group.</summary>
    public Task<int> CountAsync(GroupKey group)
    {
        var answer = new TaskCompletionSource<int>();
        Tell(SchedulerMessageKind.GetGroupCount, new SchedulerCommand(answer, group));
        return answer.Task;
    }

    public void ReportStopped()
    {
        if (_stopped.Task.IsCompleted) return;
        Recurrences.Close();
        if (Options.Durable) Recurrences.LeaveAll();
        Log.Stopped();      // first: who waits for the stop finds it told
        _stopped.TrySetResult();
    }

    // The usual host by its own name: what is called by an interface's generic method cannot be compiled ahead of time,
    // and the mailbox of this actor would be compiled, one method after the other, whenever a process starts.
    private ActorRef<SchedulerMessage> Spawn(IActorHost host, string name) => host is ThreadPoolHost pool
        ? pool.Spawn(name, () => new SchedulerActor(this), crew: Crew)
        : host.Spawn(name, () => new SchedulerActor(this), crew: Crew);

    private async Task CheckpointDurablyAsync(JobHandle job, byte[] content)
    {
        var done = new TaskCompletionSource<bool>();
        var request = new CheckpointRequest(job.Attempt, content, done);
        Tell(SchedulerMessageKind.Checkpoint, new SchedulerCommand(job, request));
        await done.Task.On(Host);
    }
}
