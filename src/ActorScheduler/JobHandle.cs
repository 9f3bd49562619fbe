using System.Diagnostics;
using ActorScheduler.Actors;
using ActorScheduler.Handlers;
using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler;

/// <summary>
/// Refers to a job while it waits and runs, and tells how it ended. Await it for the job's result: that throws what
/// became of a job that did not complete (the job's own exception, <see cref="JobCanceledException"/>, <see
/// cref="JobLostException"/>,
/// <see cref="JobRejectedException"/>). After an await, counts and limits no longer include the job.
/// All members are thread-safe and none of them waits, except by a task that it returns.
/// </summary>
[DebuggerDisplay("{DebuggerText,nq}")]
public abstract partial class JobHandle : JobReference, ICrewPiece
{
    // The first thing written about an end is the outcome, the last is this mark: who sees it sees the rest.
    private static readonly object Settled = new();

    private object? _completion;            // null, an Action, a Waiter, or Settled
    private HandleExtras? _extras;

    private protected JobHandle(JobOptions? options)
        : base(options)
    {
    }

    /// <summary>True when the job has ended and its outcome can be read.</summary>
    public bool IsCompleted => IsSettled || Volatile.Read(ref _extras)?.HasEnded == true;

    /// <summary>True when somebody asked it to cancel, whatever comes of it (PEND-2).</summary>
    public bool IsCancelRequested => Has(JobFlags.CancelRequested) || Volatile.Read(ref _extras)?.CancelAsked == true;

    /// <summary>
    /// Completes when the scheduler has accepted the job: there is room for it in the queue, or, with a capacity of 0,
    /// it has its slot. Faults with <see cref="JobRejectedException"/> when it is refused, and is canceled when the job
    /// is before that.
    /// </summary>
    public Task Accepted
    {
        get
        {
            HandleExtras extras = Extended;
            if (!Interlocked.Exchange(ref extras.AcceptanceAsked, true))
            {
                if (IsCompleted) SettleAcceptance();
                else Core.WatchAcceptance(this);
            }

            return Observe(extras.Acceptance.Task.EndOn(Core.Host));
        }
    }

    /// <summary>
    /// True when it has ended and the listeners that it had then have been called: who awaits it may go on.
    /// </summary>
    internal bool IsSettled => ReferenceEquals(Volatile.Read(ref _completion), Settled);

    internal JobOwner Core => (JobOwner)Owner;

    /// <summary>The data of a named job that can be written down; null for any other, and after its end.</summary>
    internal virtual NamedWork? Named => null;

    /// <summary>What an attempt has put by for the next one.</summary>
    internal byte[] Checkpoint
    {
        get => Volatile.Read(ref _extras)?.Checkpoint ?? [];
        set
        {
            if (value.Length > 0 || Checkpoint.Length > 0) Extended.Checkpoint = value;
        }
    }

    internal HostTimer? Timer
    {
        get => _extras?.Timer;
        set => Extended.Timer = value;
    }

    /// <summary>
    /// Asks the job to cancel and returns at once (PORT-12). One that has not started never will; one that runs has its
    /// token canceled, or its process stopped, and ends when it ends. Each call adds its reason.
    /// </summary>
    /// <param name="reason">Why, for the exit and for people.</param>
    /// <returns>True when the job had not ended; otherwise whether it ended as canceled (PEND-4).</returns>
    public bool Cancel(string? reason = null)
    {
        if (IsCompleted) return State == JobState.Canceled;
        Extended.CancelAsked = true;
        Core.Cancel(this, reason);
        return true;
    }

    /// <summary>
    /// How the job ended, as a value: never throws for the job's own fate. Giving up waiting leaves the job alone
    /// (PORT-10).
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was canceled first.</exception>
    public async Task<JobExit> WaitForExitAsync(CancellationToken cancellationToken = default)
    {
        if (!IsSettled)
        {
            RefuseOwnWait();
            await Extended.CompletionTask(this).WaitAsync(cancellationToken).On(Core.Host);
        }

        return CreateExit();
    }

    /// <summary>As awaiting the handle; but giving up cancels the job (PEND-17).</summary>
    /// <exception cref="OperationCanceledException">The token was canceled first, or the job was.</exception>
    public async Task AwaitLinkedAsync(CancellationToken cancellationToken)
    {
        await WaitLinkedAsync(cancellationToken).ConfigureAwait(false);
        ThrowIfNotCompleted();
    }

    /// <summary>
    /// A task that ends as awaiting the handle does. A new one each time; nothing is thrown when nobody looks at it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The job would wait for itself (CALL-78).</exception>
    public Task AsTask()
    {
        RefuseOwnWait();
        return Observe(EndAsync());

        async Task EndAsync()
        {
            await WaitForEndAsync().On(Core.Host);
            ThrowIfNotCompleted();
        }
    }

    /// <summary>How the job ended; false while it has not.</summary>
    public bool TryGetExit([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out JobExit? exit)
    {
        exit = IsCompleted ? CreateExit() : null;
        return exit is not null;
    }

    /// <summary>Why the job does not run now; null when it runs or has ended.</summary>
    public async Task<HoldReason?> GetHoldReasonAsync(CancellationToken cancellationToken = default)
    {
        if (IsCompleted) return null;
        var answer = new TaskCompletionSource<HoldReason?>();
        Core.AskHoldReason(this, answer);
        return await answer.Task.WaitAsync(cancellationToken).On(Core.Host);
    }

    /// <summary>
    /// Why the job does not run now, and who is in its way, from step to step: who holds its group, what its barrier
    /// waits for and why those do not run. Of a job that runs or has ended it says just that.
    /// </summary>
    public async Task<JobExplanation> ExplainAsync(CancellationToken cancellationToken = default)
    {
        if (IsCompleted) return Explain(reason: null);
        var answer = new TaskCompletionSource<JobExplanation>();
        Core.AskExplanation(this, answer);
        return await answer.Task.WaitAsync(cancellationToken).On(Core.Host);
    }

    /// <summary>What can be said without those who are in its way.</summary>
    internal JobExplanation Explain(HoldReason? reason) =>
        new() { JobId = Id, Name = Name, State = State, Reason = reason };

    /// <summary>
    /// Calls back once, when the job's first attempt starts; at once (later, on another thread) when it has. Never
    /// inside a call of yours; in order of registration; always before exit listeners (PORT-17, PORT-18). Also called
    /// when the job ends without having started, so that none is lost (PORT-23). Dispose the result to be called no
    /// more.
    /// </summary>
    public IDisposable OnStart(Action<JobHandle> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        return Extended.Listeners(this).AddStart(listener);
    }

    /// <summary>
    /// Calls back once, when the job has ended; at once (later, on another thread) when it has. Never inside a call of
    /// yours; in order of registration; before those who await the job resume. One that throws is logged, and the
    /// others are called. A listener may await the job, but must not block its thread on it.
    /// Dispose the result to be called no more, also when the call is already on its way (PORT-22).
    /// </summary>
    public IDisposable OnExit(Action<JobExit> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        return Extended.Listeners(this).AddExit(listener);
    }

    /// <summary>For the compiler: lets a handle be awaited.</summary>
    /// <remarks>
    /// That a job waits for itself is found anywhere in a Caller's call, and in a scheduler's job up to its first await
    /// of something that has not ended; behind that it waits until it is canceled or its timeout passes.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The job would wait for itself (CALL-78).</exception>
    public JobAwaiter GetAwaiter()
    {
        RefuseOwnWait();
        return new JobAwaiter(this);
    }

    /// <summary>Name or id, and state.</summary>
    public override string ToString() => $"{Name ?? Id.ToString()} ({State})";

    void ICrewPiece.Execute() => Execute();

    internal void RefuseOwnWait()
    {
        if (ReferenceEquals(AmbientJob.Running, this) || (Core.TracksJobs && ReferenceEquals(AmbientJob.Job, this)))
            throw new InvalidOperationException($"Job {Name ?? Id.ToString()} would wait for itself.");
        // What runs is of the epoch that the barrier waits for, or of an earlier one.
        if (Has(JobFlags.Barrier) && !IsCompleted) Core.RefuseDeadlock("Awaiting the barrier");
    }

    private protected HandleExtras Extended
    {
        get
        {
            HandleExtras? extras = Volatile.Read(ref _extras);
            if (extras is not null) return extras;
            var made = new HandleExtras();
            return Interlocked.CompareExchange(ref _extras, made, null) ?? made;
        }
    }

    /// <summary>A task that completes when the job has ended, whatever its fate.</summary>
    private protected Task WaitForEndAsync() => IsSettled ? Task.CompletedTask : Extended.CompletionTask(this);

    /// <summary>Looks at the failure of a task that its owner may drop: it is no unobserved one (DUP-21).</summary>
    private protected static Task Observe(Task task)
    {
        _ = task.ContinueWith(
            static ended => _ = ended.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return task;
    }

    private protected Task WaitLinkedAsync(CancellationToken cancellationToken) =>
        WaitLinkedAsync(Timeout.InfiniteTimeSpan, cancellationToken);
}
