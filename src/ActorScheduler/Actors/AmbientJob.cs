namespace ActorScheduler.Actors;

/// <summary>
/// Which owner's job (a scheduler's or a Caller's) the running code belongs to: flows through awaits like any <see
/// cref="AsyncLocal{T}"/>, so that a job that would wait for itself is found out. One execution context per owner is
/// made ahead, so that a job costs none.
/// </summary>
internal static class AmbientJob
{
    // A JobOwner, or the JobHandle of one that tracks its jobs: one slot, so that a job never shows inside another
    // owner's.
    private static readonly AsyncLocal<object?> Current = new();

    [ThreadStatic]
    private static JobHandle? _running;

    // What the thread had before the job, whose code may have set another.
    [ThreadStatic]
    private static SynchronizationContext? _home;

    /// <summary>The context of code that has set nothing.</summary>
    public static ExecutionContext Default { get; } = CaptureDefault();

    /// <summary>The scheduler or Caller whose job this code runs in; null outside of jobs.</summary>
    public static JobOwner? Owner => Current.Value switch
    {
        JobHandle job => job.Core,
        var owner => (JobOwner?)owner,
    };

    /// <summary>
    /// The call of a Caller that this code runs in, awaits included; null outside, and in jobs of a scheduler
    /// (CALL-45).
    /// </summary>
    public static JobHandle? Job => Current.Value as JobHandle;

    /// <summary>The job whose synchronous part runs on this thread now.</summary>
    public static JobHandle? Running
    {
        get => _running;
        set => _running = value;
    }

    /// <summary>The context of a job of this owner, over nothing else.</summary>
    public static ExecutionContext ContextOf(JobOwner owner) => ContextOf(Default, owner);

    /// <summary>The context of code that belongs to an owner, or to one of its jobs, over another context.</summary>
    public static ExecutionContext ContextOf(ExecutionContext basis, object ownerOrJob)
    {
        ExecutionContext? made = null;
        ExecutionContext.Run(basis, state =>
        {
            Current.Value = state;
            made = ExecutionContext.Capture();
        }, ownerOrJob);
        return made!;
    }

    /// <summary>
    /// The submitter's context when it has anything of its own, without the trackers that the job stays out of; null
    /// otherwise.
    /// </summary>
    public static ExecutionContext? CaptureOwn(JobOptions? options = null)
    {
        ExecutionContext? context = ExecutionContext.Capture();
        if (context is null || ReferenceEquals(context, Default)) return null;
        if (options is not null && options.Trackers != JobTrackers.All)
            context = PendingScope.Narrow(context, options.Trackers);
        return ReferenceEquals(context, Default) ? null : context;
    }

    /// <summary>Sets this thread to run a job's code.</summary>
    public static void Enter(JobOwner owner, ExecutionContext? own, JobHandle job)
    {
        _home = SynchronizationContext.Current;
        ExecutionContext.Restore(own ?? owner.Ambient);
        if (owner.TracksJobs) Current.Value = job;
        else if (own is not null) Current.Value = owner;

        _running = job;
    }

    /// <summary>Sets this thread back.</summary>
    public static void Leave()
    {
        _running = null;
        ExecutionContext.Restore(Default);
        if (SynchronizationContext.Current != _home) SynchronizationContext.SetSynchronizationContext(_home);
        _home = null;
    }

    // A thread that was started without flow has the default context, and nothing else gives it for sure.
    private static ExecutionContext CaptureDefault()
    {
        ExecutionContext? context = null;
        var thread = new Thread(() => context = ExecutionContext.Capture()) { IsBackground = true };
        thread.UnsafeStart();
        thread.Join();
        return context!;
    }
}
