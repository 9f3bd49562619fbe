namespace ActorScheduler.Processes;

/// <summary>
/// Makes the machine's launcher when the first process is started, on that starter's thread: a node without processes
/// has no part of it, and one whose launcher cannot be made fails the job that asked, with the reason. Thread-safe.
/// </summary>
internal sealed class LazyLauncher(Func<IProcessLauncher> make) : IProcessLauncher
{
    private readonly Lock _gate = new();
    private IProcessLauncher? _launcher;
    private bool _disposed;

    /// <summary>
    /// Makes it on a thread of its own; returns at once. Should that fail, whoever starts the first process is told.
    /// </summary>
    public void Prepare()
    {
        try
        {
            new Thread(TryMake) { IsBackground = true, Name = "ActorScheduler prepares" }.UnsafeStart();
        }
        catch (OutOfMemoryException)
        {
            return;     // no thread to be had
        }
    }

    public void Start(ProcessStartSpec spec, IChildObserver observer) => Get().Start(spec, observer);

    public void KillLeftBehind()
    {
        lock (_gate)
        {
            if (!_disposed) _launcher?.KillLeftBehind();
        }
    }

    public Task<LostProcesses> StopLostAsync(IReadOnlyList<LostAttempt> lost, CancellationToken giveUp) =>
        Get().StopLostAsync(lost, giveUp);

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _launcher?.Dispose();
        }
    }

    private void TryMake()
    {
        try
        {
            Get();
        }
        catch (Exception)
        {
            return;     // it is made, or fails, again for the first process
        }
    }

    private IProcessLauncher Get()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _launcher ??= make();
        }
    }
}
