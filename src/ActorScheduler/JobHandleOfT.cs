using ActorScheduler.Actors;
using ActorScheduler.Handlers;
using ActorScheduler.Runtime;
using ActorScheduler.Store.Facts;

namespace ActorScheduler;

/// <summary>Refers to a job that returns a value. Await it for the value.</summary>
/// <typeparam name="T">What the job returns.</typeparam>
public sealed class JobHandle<T> : JobHandle
{
    private object? _work;
    private T? _value;

    internal JobHandle(Delegate work, ExecutionContext? context, JobOptions? options)
        : base(options) => _work = WorkInContext.Pack(work, context);

    internal JobHandle(NamedWork<T> work, JobOptions? options)
        : base(options) => _work = work;

    /// <summary>For the compiler: lets a handle be awaited.</summary>
    /// <exception cref="InvalidOperationException">The job would wait for itself (CALL-78).</exception>
    public new JobAwaiter<T> GetAwaiter()
    {
        RefuseOwnWait();
        return new JobAwaiter<T>(this);
    }

    /// <summary>A task that ends as awaiting the handle does. A new one each time.</summary>
    /// <exception cref="InvalidOperationException">The job would wait for itself (CALL-78).</exception>
    public new Task<T> AsTask()
    {
        RefuseOwnWait();
        return (Task<T>)Observe(EndAsync());

        async Task<T> EndAsync()
        {
            await WaitForEndAsync().On(Core.Host);
            return GetValue();
        }
    }

    /// <summary>As awaiting the handle; but giving up cancels the job (PEND-17).</summary>
    /// <exception cref="OperationCanceledException">The token was canceled first, or the job was.</exception>
    public new async Task<T> AwaitLinkedAsync(CancellationToken cancellationToken)
    {
        await WaitLinkedAsync(cancellationToken).ConfigureAwait(false);
        return GetValue();
    }

    /// <inheritdoc cref="JobHandle.AwaitLinkedAsync(TimeSpan, CancellationToken)"/>
    public new async Task<T> AwaitLinkedAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        await WaitLinkedAsync(timeout, cancellationToken).ConfigureAwait(false);
        return GetValue();
    }

    internal T GetValue()
    {
        ThrowIfNotCompleted();
        if (Volatile.Read(ref _work) is not NamedWork<T> { HasKeptResult: true } kept) return _value!;
        T value = kept.ReadResult(kept.Result.Span);
        _value = value;
        Volatile.Write(ref _work, null);        // last: who sees it gone sees the value
        return value;
    }

    internal override void StartAttempt(SchedulerActor scheduler) => DelegateAttempt.Start(this);

    private protected override void Execute() => DelegateAttempt.Run(this);

    private protected override Task Invoke()
    {
        object work = WorkInContext.Unpack(_work!);
        // The exact type first: where T is a base of Task, asynchronous work is a Func<JobContext, T> as well.
        if (work.GetType() == typeof(Func<JobContext, T>))
        {
            _value = ((Func<JobContext, T>)work)(new JobContext(this));
            return Task.CompletedTask;
        }

        return work is Func<JobContext, Task<T>> asynchronous ? asynchronous(new JobContext(this)) : InvokeRare(work);
    }

    // A Caller's forms without a context, and functions of a type that only converts to T.
    private Task InvokeRare(object work)
    {
        if (work is NamedWork<T> named) return named.RunAsync(new JobContext(this));
        if (work is Func<Task<T>> asynchronous) return asynchronous();
        _value = work is Func<T> function ? function() : ((Func<JobContext, T>)work)(new JobContext(this));
        return Task.CompletedTask;
    }

    private protected override void TakeResult(Task task) => _value = ((Task<T>)task).Result;

    private protected override ExecutionContext? OwnContext => WorkInContext.ContextOf(_work);

    internal override NamedWork? Named => _work as NamedWork;

    private protected override void ForgetWork()
    {
        if (_work is not NamedWork { HasKeptResult: true }) _work = null;
    }

    private protected override void TakeKept(ExitRecord record)
    {
        if (CurrentState == JobState.Completed) Named?.TakeResult(record.Exited.Result.Memory);
    }
}
