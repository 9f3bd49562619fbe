using System.ComponentModel;
using ActorScheduler.Actors;

namespace ActorScheduler;

/// <content><c>Post</c>, queues, and what all calls share.</content>
public sealed partial class Caller
{
    /// <summary>
    /// Runs an action on this Caller's thread, in its place among the calls, and tells nobody of its end: what it
    /// throws is logged. The cheapest call; for short work that cannot fail.
    /// </summary>
    /// <param name="work">What to run, in the Caller's own execution context (CALL-44).</param>
    /// <returns>False when this Caller has been stopped, and the action will not run.</returns>
    public bool Post(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return _core.Post(new PostItem(work));
    }

    /// <summary>Not offered: nobody would wait for the task, nor learn of its failure.</summary>
    [Obsolete("Post takes no asynchronous function: nobody would learn how it ended. Use CallSoon.", error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public bool Post(Func<Task> work) =>
        throw new NotSupportedException("Post takes no asynchronous function. Use CallSoon.");

    /// <summary>
    /// Opens a queue of calls to one function: one at a time, in order, in the execution context of this call
    /// (CALL-60). Each call to this method makes a queue of its own.
    /// </summary>
    /// <param name="function">What to call for each item, on this Caller's thread.</param>
    /// <returns>The queue; already closed when this Caller has been stopped.</returns>
    public CallQueue<T> OpenQueue<T>(Action<T> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new CallQueue<T>(_core, function);
    }

    /// <inheritdoc cref="OpenQueue{T}(Action{T})"/>
    public CallQueue<T> OpenQueue<T>(Func<T, Task> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new CallQueue<T>(_core, function);
    }

    /// <inheritdoc cref="OpenQueue{T}(Action{T})"/>
    /// <remarks>The context's token is canceled when the queue is closed.</remarks>
    public CallQueue<T> OpenQueue<T>(Func<T, JobContext, Task> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new CallQueue<T>(_core, function);
    }

    private DelegateHandle Make(Delegate work, JobOptions? options)
    {
        ArgumentNullException.ThrowIfNull(work);
        CheckOptions(options);
        var call = new DelegateHandle(work, AmbientJob.CaptureOwn(options), options);
        _core.Enlist(call);
        return call;
    }

    private JobHandle<T> Make<T>(Delegate work, JobOptions? options)
    {
        ArgumentNullException.ThrowIfNull(work);
        CheckOptions(options);
        var call = new JobHandle<T>(work, AmbientJob.CaptureOwn(options), options);
        _core.Enlist(call);
        return call;
    }

    private T Submit<T>(T call, TimeSpan delay, CancellationToken cancellationToken)
        where T : JobHandle
    {
        if (call.Settings.Delay > delay) delay = call.Settings.Delay;
        if (cancellationToken.IsCancellationRequested) call.NeverRun();
        _core.Submit(call, delay);
        PendingScope.Join(call);
        if (cancellationToken.CanBeCanceled) call.LinkTo(cancellationToken);
        return call;
    }

    private T Lend<T>(T call, CancellationToken cancellationToken)
        where T : JobHandle
    {
        RefuseDelay(call);
        if (cancellationToken.IsCancellationRequested) call.NeverRun();
        _core.SubmitToWorker(call);
        PendingScope.Join(call);
        if (cancellationToken.CanBeCanceled) call.LinkTo(cancellationToken);
        return call;
    }

    private T SubmitOn<T>(TaskScheduler scheduler, T call, CancellationToken cancellationToken)
        where T : JobHandle
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        return SubmitElsewhere(
            call,
            run => _ = Task.Factory.StartNew(
                run, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler),
            cancellationToken);
    }

    private T SubmitOn<T>(SynchronizationContext context, T call, CancellationToken cancellationToken)
        where T : JobHandle
    {
        ArgumentNullException.ThrowIfNull(context);
        return context == _core.Context
            ? Submit(call, TimeSpan.Zero, cancellationToken)
            : SubmitElsewhere(call, run => context.Post(static r => ((Action)r!)(), run), cancellationToken);
    }

    private T SubmitElsewhere<T>(T call, Action<Action> start, CancellationToken cancellationToken)
        where T : JobHandle
    {
        RefuseDelay(call);
        if (State != CallerState.Running)
            throw new InvalidOperationException($"Caller '{Name}' does not run: it is {State}.");
        if (cancellationToken.IsCancellationRequested) call.NeverRun();
        _core.Submit(call, TimeSpan.Zero, new ElsewhereItem(call, start));
        PendingScope.Join(call);
        if (cancellationToken.CanBeCanceled) call.LinkTo(cancellationToken);
        return call;
    }

    private static void RefuseDelay(JobHandle call)
    {
        if (call.Settings.Delay > TimeSpan.Zero)
            throw new ArgumentException("This verb takes no delay: use CallLater.", "options");
    }

    private static void CheckOptions(JobOptions? options)
    {
        if (options is null) return;
        string? wrong = options switch
        {
            { Priority: not 0 } => nameof(options.Priority),
            { Groups.Count: > 0 } => nameof(options.Groups),
            { After.Count: > 0 } => nameof(options.After),
            { StartAt: not null } => nameof(options.StartAt),
            { Retry.MaxAttempts: > 1 } => nameof(options.Retry),
            _ => null,
        };
        if (wrong is not null)
            throw new ArgumentException(
                $"A Caller runs its calls once and in one order: it takes no {wrong}. Use a Scheduler.",
                nameof(options));
    }
}
