using ActorScheduler.Actors;
using ActorScheduler.Machines;
using ActorScheduler.Processes;
using ActorScheduler.Runtime;
using ActorScheduler.Store;

namespace ActorScheduler;

/// <summary>
/// Refers to a job that is a child process. Await it for its <see cref="ProcessExit"/>, whatever its exit code: only a
/// process that never ran throws (<see cref="ProcessStartException"/>, <see cref="JobCanceledException"/>, <see
/// cref="JobRejectedException"/>).
/// The exit comes after the last byte of output.
/// </summary>
public sealed class ProcessHandle : JobHandle, IProcessOwner
{
    private readonly ProcessJob _job;
    private ActorRef<ProcessActor.Message>? _actor;
    private volatile ProcessEnd? _end;
    private int _processId;

    internal ProcessHandle(ProcessJob job, JobOptions? options)
        : base(options)
    {
        _job = job;
        Flags |= JobFlags.Process;
        Output = new ProcessOutputReader(OutputSource.Output, job.Output, this);
        Error = new ProcessOutputReader(OutputSource.Error, job.Error, this);
    }

    /// <summary>What runs, and how.</summary>
    public ProcessJob Job => _job;

    /// <summary>The process id of the newest attempt; null before it runs.</summary>
    public int? ProcessId => Volatile.Read(ref _processId) is var id and > 0 ? id : null;

    /// <summary>What it writes to standard output, while it runs or later.</summary>
    public ProcessOutputReader Output { get; }

    /// <summary>What it writes to standard error, while it runs or later.</summary>
    public ProcessOutputReader Error { get; }

    /// <summary>For the compiler: lets a handle be awaited.</summary>
    /// <exception cref="InvalidOperationException">The job would wait for itself (CALL-78).</exception>
    public new ProcessAwaiter GetAwaiter()
    {
        RefuseOwnWait();
        return new ProcessAwaiter(this);
    }

    /// <summary>A task that ends as awaiting the handle does. A new one each time.</summary>
    /// <exception cref="InvalidOperationException">The job would wait for itself (CALL-78).</exception>
    public new Task<ProcessExit> AsTask()
    {
        RefuseOwnWait();
        return (Task<ProcessExit>)Observe(EndAsync());

        async Task<ProcessExit> EndAsync()
        {
            await WaitForEndAsync().On(Core.Host);
            return GetProcessExit();
        }
    }

    /// <summary>As awaiting the handle; but giving up cancels the job (PEND-17).</summary>
    /// <exception cref="OperationCanceledException">The token was canceled first, or the job was before it
    /// ran.</exception>
    public new async Task<ProcessExit> AwaitLinkedAsync(CancellationToken cancellationToken)
    {
        await WaitLinkedAsync(cancellationToken).ConfigureAwait(false);
        return GetProcessExit();
    }

    /// <inheritdoc cref="JobHandle.AwaitLinkedAsync(TimeSpan, CancellationToken)"/>
    public new async Task<ProcessExit> AwaitLinkedAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        await WaitLinkedAsync(timeout, cancellationToken).ConfigureAwait(false);
        return GetProcessExit();
    }

    /// <summary>
    /// How the process ended, as a value: never throws for its own fate. Giving up waiting leaves it alone.
    /// </summary>
    public new async Task<ProcessExit> WaitForExitAsync(CancellationToken cancellationToken = default) =>
        (ProcessExit)await base.WaitForExitAsync(cancellationToken).ConfigureAwait(false);

    internal ProcessExit GetProcessExit()
    {
        if (_end?.Exit is null) ThrowIfNotCompleted();
        return (ProcessExit)CreateExit();
    }

    /// <summary>
    /// The process of the newest attempt as it was written down; null when none was. Belongs to the scheduler's turns.
    /// </summary>
    internal ProcessIdentity? Written { get; set; }

    /// <summary>Looks after the process of the last attempt; null before the first.</summary>
    internal ActorRef<ProcessActor.Message>? Actor => _actor;

    internal override void StartAttempt(SchedulerActor scheduler)
    {
        if (Attempt > 1) StartAfresh();
        BeginAttempt();
        _end = null;
        NodeServices node = Core.Node;
        ProcessStartSpec spec = node.SpecOf(_job);
        if (Core.Epoch > 0) spec = spec with { Mark = new AttemptMark(Id, new AttemptToken(Core.Epoch, Attempt)) };
        var attempt = new ProcessAttempt(node.Launcher, spec, this) { Output = Output, Error = Error };
        _actor = scheduler.ActorContext.Spawn("process", () => new ProcessActor(attempt));
    }

    internal override void CancelAttempt() => _actor?.Tell(ProcessActor.Message.Stop);

    internal override void KillAttempt() => _actor?.Tell(ProcessActor.Message.Kill);

    internal override JobExit CreateExit()
    {
        ProcessEnd? end = _end;
        JobExit basis = base.CreateExit();
        return new ProcessExit
        {
            JobId = basis.JobId,
            Name = basis.Name,
            Outcome = basis.Outcome,
            ExitCode = end?.Exit?.ExitCode ?? basis.ExitCode,
            Exception = basis.Exception,
            CancelRequested = basis.CancelRequested,
            CancelReasons = basis.CancelReasons,
            TimedOut = basis.TimedOut,
            Quarantined = basis.Quarantined,
            Attempts = basis.Attempts,
            ScheduledAt = basis.ScheduledAt,
            StartedAt = basis.StartedAt,
            ExitedAt = basis.ExitedAt,
            ProcessId = end?.ProcessId,
            Signal = end?.Exit?.Signal,
            LeakedProcesses = end?.Leaked ?? [],
            OutputAbandoned = end?.OutputAbandoned ?? false,
        };
    }

    /// <summary>The ends of its output, as they are kept; null while there are none.</summary>
    internal OutputTails? Tails { get; private set; }

    private protected override void TakeKept(Store.Facts.ExitRecord record)
    {
        if (record.Exited.Process is { } end)
        {
            var exit = new ChildExit(end.ExitCode, end.HasSignal ? end.Signal : null);
            _end = new ProcessEnd(exit) { ProcessId = end.HasProcessId ? end.ProcessId : null };
        }

        Output.TakeTail(record.Output);
        Error.TakeTail(record.Error);
    }

    /// <summary>How the process ended, as it is written down; null when it never ran.</summary>
    internal Store.Facts.ProcessEnd? DescribeEnd()
    {
        if (_end is not { Exit: { } exit } end) return null;
        var written = new Store.Facts.ProcessEnd { ExitCode = exit.ExitCode };
        if (exit.Signal is { } signal) written.Signal = signal;
        if (end.ProcessId is { } id) written.ProcessId = id;
        return written;
    }

    void IProcessOwner.ProcessStarted(int pid, ProcessIdentity? identity)
    {
        Volatile.Write(ref _processId, pid);

        // Only a durable scheduler's child has one. The next attempt comes after the end of this one was told.
        if (identity is not null) ((SchedulerCore)Core).TellProcess(this, Attempt, identity);
    }

    void IProcessOwner.ProcessEnded(ProcessEnd end)
    {
        _end = end;
        // A retry policy's own test is a user's code: it is asked outside of the turn.
        // So is the disk, where the end of much output is.
        if (Settings.Retry.ShouldRetry is not null || Core.KeepsOutput)
            Core.Host.Execute(new PieceWork(this), preferLocal: true);
        else Execute();
    }

    private protected override void Execute()
    {
        ProcessEnd end = _end!;
        if (Core.KeepsOutput) Tails = new OutputTails(Output.ReadTail(), Error.ReadTail());
        if (end.Exit is { ExitCode: 0 }) Result = AttemptResult.Succeeded;
        else if (end.StartError is { } error) NoteFailure(error);
        else if (end.Exit is { } exit) NoteFailure(new ProcessFailedException(_job.Program, exit.ExitCode));
        else Result = AttemptResult.Canceled;
        Core.ReportAttempt(this);
    }

    private protected override void ForgetWork()
    {
        _actor = null;
        Output.Close();
        Error.Close();
    }
}
