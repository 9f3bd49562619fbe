using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>
/// A queue at work. Its items come through the Caller's mailbox and run there, one at a time; those that come while an
/// asynchronous one still runs wait here. Everything but <see cref="Call"/>, <see cref="Close"/> and the waits is of
/// the Caller's thread.
/// </summary>
internal sealed class CallerQueueCore<T>
{
    private const int Busy = 1, Closed = 2;
    private const string ItemFailure = "An item of a queue";

    private readonly CallerCore _caller;
    private readonly ExecutionContext _context;
    private readonly WeakReference<CallerQueueFunction<T>> _function;
    private readonly WeakReference<CallerQueueCore<T>> _self;      // held here, or its own finalizer could come first
    private readonly Queue<QueueItem> _waiting = new();
    private int _state;
    private int _outstanding;
    private TaskCompletionSource? _empty;

    public CallerQueueCore(CallerCore caller, CallerQueueHandle completion, Delegate function, out object? held)
    {
        _caller = caller;
        Completion = completion;
        // That of the opener, for all items (CALL-60).
        _context = AmbientJob.ContextOf(AmbientJob.CaptureOwn() ?? AmbientJob.Default, completion);
        WeakReference<CallerQueueCore<T>> self = _self = new WeakReference<CallerQueueCore<T>>(this);
        var made = CallerQueueFunction<T>.Create(function, () => Abandon(self), out bool belongsToQueue);
        _function = new WeakReference<CallerQueueFunction<T>>(made);
        held = belongsToQueue ? made : null;
        completion.Bind(Close);
        if (!caller.OpenQueue(completion)) Volatile.Write(ref _state, Closed);
        PendingScope.Join(completion);
    }

    public CallerQueueHandle Completion { get; }

    public bool IsClosed => (Volatile.Read(ref _state) & Closed) != 0;

    /// <summary>Asks for an item; false when the queue is closed.</summary>
    public bool Call(T item)
    {
        if (IsClosed || !_function.TryGetTarget(out CallerQueueFunction<T>? function)) return false;
        Interlocked.Increment(ref _outstanding);
        if (_caller.Post(new QueueItem(this, item, function))) return true;
        Leave();
        return false;
    }

    /// <summary>
    /// Closes it: what waits is dropped, what runs is asked to cancel, and the end comes with the end of that.
    /// </summary>
    public void Close()
    {
        int before = Interlocked.Or(ref _state, Closed);
        if ((before & Closed) != 0) return;
        Completion.CancelRunningItem();
        if (before == 0) End();
    }

    public Task WaitForEmptyAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource empty = Volatile.Read(ref _empty) ?? MakeEmpty();
        if (Volatile.Read(ref _outstanding) == 0 || Completion.IsCompleted) ReachEmpty();
        return empty.Task.EndOn(_caller.Host, cancellationToken);
    }

    private static void Abandon(WeakReference<CallerQueueCore<T>> self)
    {
        // The finalizer's thread is nobody's to hold up.
        if (self.TryGetTarget(out CallerQueueCore<T>? queue))
            queue._caller.Host.Execute(new ActionWork(queue.Close), preferLocal: false);
    }

    private TaskCompletionSource MakeEmpty()
    {
        var made = new TaskCompletionSource();
        return Interlocked.CompareExchange(ref _empty, made, null) ?? made;
    }

    private void ReachEmpty() => Interlocked.Exchange(ref _empty, null)?.TrySetResult();

    private void Leave()
    {
        if (Interlocked.Decrement(ref _outstanding) == 0 && Volatile.Read(ref _empty) is not null) ReachEmpty();
    }

    private void Run(QueueItem item)
    {
        if (Interlocked.CompareExchange(ref _state, Busy, 0) == 0)
        {
            if (Invoke(item)) Rest();
        }
        else if (IsClosed)
        {
            Leave();
        }
        else
        {
            _waiting.Enqueue(item);
        }
    }

    // True when the item has ended; false when Advance will be called at its end.
    private bool Invoke(QueueItem item)
    {
        ExecutionContext.Restore(_context);
        AmbientJob.Running = Completion;
        try
        {
            Task task = Invoke(item.Function.Function, item.Value);
            if (task is { IsCompletedSuccessfully: false })
            {
                if (!task.IsCompleted)
                {
                    GoOn(item, task);
                    return false;
                }

                Report(task);
            }
        }
        catch (Exception e)
        {
            _caller.ReportFailure(ItemFailure, e);         // and the queue goes on (CALL-59)
        }
        finally
        {
            AmbientJob.Running = null;
        }

        Leave();
        return true;
    }

    // Where the task ends, and not through the pool as an await would: the next item may be the very next thing in the
    // mailbox.
    private void GoOn(QueueItem item, Task task) => task.WhenEnded(
        _caller.Host,
        (ended, state) =>
        {
            _caller.PostContinuation(new ContinuationItem(_ => Advance(ended), null));
            GC.KeepAlive(state);        // it holds the function, whose end would close the queue
        },
        item);

    private Task Invoke(Delegate function, T value)
    {
        if (function is Action<T> action)
        {
            action(value);
            return Task.CompletedTask;
        }

        return function is Func<T, Task> asynchronous
            ? asynchronous(value)
            : ((Func<T, JobContext, Task>)function)(value, new JobContext(Completion));
    }

    // An asynchronous item has ended, or it is the next one's turn; it is ours to run.
    private void Advance(Task? ended)
    {
        if (ended is not null)
        {
            if (!ended.IsCompletedSuccessfully) Report(ended);
            Leave();
        }

        if (IsClosed || !_waiting.TryDequeue(out QueueItem? next))
        {
            Rest();
            return;
        }

        if (!Invoke(next)) return;
        // One at a time, so that a long queue holds nobody else up.
        if (_waiting.Count > 0) _caller.PostContinuation(new ContinuationItem(_ => Advance(null), null));
        else Rest();
    }

    private void Rest()
    {
        if (Interlocked.CompareExchange(ref _state, 0, Busy) != Busy) End();
    }

    private void Report(Task task)
    {
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            _caller.ReportFailure(ItemFailure, e);
        }
    }

    private void End()
    {
        if (_function.TryGetTarget(out CallerQueueFunction<T>? function)) function.Forget();
        while (_waiting.TryDequeue(out _)) Leave();
        Completion.Result = AttemptResult.Succeeded;
        _caller.EndCall(Completion);
        ReachEmpty();
    }

    private sealed class QueueItem(CallerQueueCore<T> queue, T value, CallerQueueFunction<T> function) : CallerItem
    {
        public T Value => value;

        public CallerQueueFunction<T> Function => function;

        public override void Run(CallerCore caller) => queue.Run(this);
    }
}
