using ActorScheduler.Machines;

namespace ActorScheduler.Processes;

/// <summary>
/// One child of Linux and the group that it leads. Its death is seen without reaping it, and it is reaped only by
/// <see cref="Release"/>: till then its number, which is also the group's, cannot be given to anybody else.
/// </summary>
internal sealed unsafe class PosixChild : IChildProcess, IWatched
{
    private readonly Lock _gate = new();
    private readonly PosixLauncher _launcher;
    private readonly IChildObserver _observer;
    private readonly long _number;
    private readonly int _guardSlot;
    private OutputPump? _outputPump;
    private OutputPump? _errorPump;
    private InputPump? _input;
    private GroupWatch? _groupWatch;
    private int _pidFd;
    private int _openStreams = 1;
    private bool _isTold;
    private bool _hasNews;
    private bool _isDead;
    private bool _reapWhenDead;
    private bool _isReaped;
    private bool _isGroupGone;

    public PosixChild(PosixLauncher launcher, int pid, int pidFd, long number, IChildObserver observer)
    {
        _launcher = launcher;
        _observer = observer;
        _number = number;
        _pidFd = pidFd;
        Pid = pid;
        _guardSlot = launcher.Guard?.Add(pid) ?? -1;
        launcher.Adoptions?.Born(pid, number);
    }

    public int Pid { get; }

    public ProcessIdentity? Identity { get; set; }

    public OutputStore? Output { get; private set; }

    public OutputStore? Error { get; private set; }

    /// <summary>
    /// Takes over our ends of the child's streams and begins to watch everything. Nothing is told yet.
    /// </summary>
    public void Attach(StandardStreams streams, ProcessJob job, InputPump? input)
    {
        (Output, _outputPump) = NewPump(streams.OutputPipe, job.Output, job);
        streams.OutputPipe = -1;
        (Error, _errorPump) = NewPump(streams.ErrorPipe, job.Error, job);
        streams.ErrorPipe = -1;
        _input = input;
        if (_outputPump is not null) _launcher.Nursery.Add(_outputPump);
        if (_errorPump is not null) _launcher.Nursery.Add(_errorPump);
        _input?.Start();
        if (_pidFd >= 0) _launcher.Watcher.Watch(_pidFd, Watcher.Once, this);
    }

    /// <summary>Tells that it runs, and what has happened meanwhile.</summary>
    public void Announce()
    {
        _observer.Started(this);
        bool isLate;
        lock (_gate)
        {
            _isTold = true;
            isLate = _hasNews || _pidFd < 0;
        }

        StreamEnded();
        if (isLate) Ready();
    }

    public void Ready()
    {
        ChildExit exit;
        bool reap;
        lock (_gate)
        {
            _hasNews = true;
            if (!_isTold || _isDead || !TrySeeExit(out exit)) return;
            _isDead = true;
            reap = _reapWhenDead;
        }

        _outputPump?.ChildDied();
        _errorPump?.ChildDied();
        _observer.Exited(exit);
        if (reap) Reap();
    }

    public Exception? Signal(StopSignal signal)
    {
        if (_isGroupGone) return null;
        Exception? fault = null;
        if (Libc.Kill(-Pid, (int)signal) != 0 && Libc.LastError != Libc.ESRCH)
            fault = Descriptors.Failure($"{signal} could not be sent to the group of process {Pid}");
        _launcher.Adoptions?.SignalOthers(Pid, _number, signal);
        return fault;
    }

    public void AbandonOutput()
    {
        _outputPump?.Abandon();
        _errorPump?.Abandon();
    }

    public bool Release()
    {
        lock (_gate)
        {
            _reapWhenDead = true;
            if (!_isDead) return true;
        }

        Reap();
        bool isGroupLeft = Libc.Kill(-Pid, 0) == 0 || Libc.LastError != Libc.ESRCH;
        bool isAnybodyLeft = (_launcher.Adoptions?.HasAdopted(_number) ?? false) || isGroupLeft;

        // From here on the number may be given to a stranger.
        _isGroupGone = !isAnybodyLeft;
        return isAnybodyLeft;
    }

    public void WatchGroup()
    {
        _groupWatch = new GroupWatch(_launcher.Watcher, FindAlive, _observer.GroupGone);
        _groupWatch.Start();
    }

    public IReadOnlyList<int> FindLeaked() => FindAlive();

    public void Dispose() => _groupWatch?.Dispose();

    /// <summary>It cannot be watched, so it must not run.</summary>
    public void Destroy()
    {
        _ = Libc.Kill(-Pid, (int)StopSignal.Kill);
        AbandonOutput();
        Reap();
    }

    private List<int> FindAlive()
    {
        List<int> alive = ProcessTable.FindGroup(Pid);
        if (_launcher.Adoptions is { } adoptions) alive = [.. alive.Union(adoptions.FindMarked(_number)).Order()];
        return alive;
    }

    private (OutputStore? Store, OutputPump? Pump) NewPump(int pipe, ProcessOutput output, ProcessJob job)
    {
        if (pipe < 0) return (null, null);
        OutputStore store = output is ProcessOutput.StreamOutput
            ? new OutputPipe()
            : new OutputSpool(job.OutputMemoryLimit, _launcher.TemporaryFolder);
        _openStreams++;
        return (store, new OutputPump(_launcher.Watcher, pipe, store, StreamEnded));
    }

    private void StreamEnded()
    {
        if (Interlocked.Decrement(ref _openStreams) == 0) _observer.OutputEnded();
    }

    private bool TrySeeExit(out ChildExit exit)
    {
        exit = ChildExit.Unknown;
        if (_pidFd < 0) return true;
        Libc.SignalInfo info = default;
        if (Libc.WaitId(Libc.IdTypePidFd, _pidFd, &info, Libc.WaitExited | Libc.WaitNoHang | Libc.WaitNoWait) != 0)
            return true;
        if (info.Pid == 0) return false;
        exit = info.Cause == Libc.CauseExited ? new ChildExit(info.Status) : ChildExit.BySignal(info.Status);
        return true;
    }

    private void Reap()
    {
        lock (_gate)
        {
            if (_isReaped) return;
            _isReaped = true;
        }

        // First out of the guard's list: once reaped, the number may belong to a stranger.
        if (_guardSlot >= 0) _launcher.Guard!.Remove(_guardSlot);
        _launcher.Adoptions?.Reaped(Pid);
        _input?.Close();
        if (_pidFd < 0) return;
        Libc.SignalInfo info = default;
        _ = Libc.WaitId(Libc.IdTypePidFd, _pidFd, &info, Libc.WaitExited | (_isDead ? Libc.WaitNoHang : 0));
        _launcher.Watcher.Forget(_pidFd);
        Descriptors.Close(ref _pidFd);
    }
}
