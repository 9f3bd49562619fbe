namespace ActorScheduler.Actors;

/// <summary>What only some handles need: kept apart, so that the common handle stays small. Thread-safe.</summary>
internal sealed class HandleExtras
{
    public bool AcceptanceAsked;
    public volatile bool CancelAsked;
    public JobTimer? Timer;
    public CancellationTokenRegistration CancelSubscription;
    private ListenerQueue? _listeners;
    private TaskCompletionSource? _completion;

    public TaskCompletionSource Acceptance { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ListenerQueue? ListenersOrNull => Volatile.Read(ref _listeners);

    public ListenerQueue Listeners(JobHandle job)
    {
        ListenerQueue? listeners = Volatile.Read(ref _listeners);
        if (listeners is not null) return listeners;
        var made = new ListenerQueue(job);
        return Interlocked.CompareExchange(ref _listeners, made, null) ?? made;
    }

    /// <summary>A task that completes when the job has ended, whatever its fate; the same for all who ask.</summary>
    public Task CompletionTask(JobHandle job)
    {
        TaskCompletionSource? completion = Volatile.Read(ref _completion);
        if (completion is not null) return completion.Task;
        var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        completion = Interlocked.CompareExchange(ref _completion, made, null);
        if (completion is not null) return completion.Task;
        job.ContinueWith(made.SetResult);
        return made.Task;
    }
}
