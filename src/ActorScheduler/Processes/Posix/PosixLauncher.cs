using ActorScheduler.Machines;

namespace ActorScheduler.Processes;

/// <summary>
/// Children by posix_spawn, each the leader of a group of its own; one thread watches all of them by pidfd and all
/// their pipes by epoll. Reaps nobody but its own children, so it gets along with System.Diagnostics.Process in one
/// application.
/// </summary>
internal sealed unsafe class PosixLauncher : IProcessLauncher
{
    private const string NullDevice = "/dev/null";
    private const int KillRounds = 100;
    private readonly RunMark _mark = new();
    private readonly EnvironmentSource _environments;
    private readonly ProgramLookup _programs = new();
    private readonly SpawnActionsSource _actions = new();
    private int _null = -1;
    private long _lastNumber;
    private volatile bool _disposed;

    /// <summary>Makes one.</summary>
    /// <param name="settings">What the user wants of it.</param>
    /// <param name="reportFailure">Takes failures that nobody else can be told of.</param>
    /// <param name="becomeSubreaper">Whether this process can adopt orphans; null asks the system.</param>
    /// <exception cref="ProcessStartException">
    /// The guard that the settings ask for cannot be started, or the system has no room for what is needed.
    /// </exception>
    public PosixLauncher(
        ProcessSettings settings, Action<string, Exception> reportFailure, Func<bool>? becomeSubreaper = null)
    {
        TemporaryFolder = settings.TemporaryDirectory;
        _environments = new EnvironmentSource(_mark, settings.Subreaper);
        try
        {
            _null = Descriptors.AtLeastThree(Libc.Open(NullDevice, Libc.OpenReadWrite | Libc.CloseOnExec, 0));
            if (_null < 0) throw Descriptors.Failure($"{NullDevice} cannot be opened");
            TakeChildSignal();
            Watcher = new Watcher(reportFailure);
            Nursery = new Nursery(Watcher);
            if (settings.Subreaper)
            {
                if ((becomeSubreaper ?? Adoptions.BecomeSubreaper)()) Adoptions = new Adoptions(Watcher, _mark);
                else reportFailure("Processes that leave their group will not be found", NoSubreaper());
            }

            if (settings.KillOrphansIfKilled) Guard = new OrphanGuard(_mark, _null);
            if (Guard is not null) Adoptions?.Ignore(Guard.Pid);
        }
        catch (Exception e)
        {
            Dispose();
            if (StartFailure.NoResources(e) is { } shortage) throw shortage;
            throw;
        }
    }

    /// <summary>False on a system, or in a sandbox, that lacks what this launcher needs.</summary>
    public static bool IsSupported
    {
        get
        {
            if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess) return false;
            if (!Spawner.HasExport("posix_spawn_file_actions_addchdir_np")) return false;
            int descriptor = Libc.PidFdOpen(Environment.ProcessId);

            // Too many open files is how things stand, and not what the system lacks.
            bool hasPidFd = descriptor >= 0 || StartFailure.IsShortage(Libc.LastError);
            Descriptors.Close(ref descriptor);
            return hasPidFd;
        }
    }

    public Watcher Watcher { get; }

    public Nursery Nursery { get; }

    public OrphanGuard? Guard { get; }

    public Adoptions? Adoptions { get; }

    public string? TemporaryFolder { get; }

    public void Start(ProcessStartSpec spec, IChildObserver observer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        long number = Interlocked.Increment(ref _lastNumber);
        EnvironmentBlock environment = _environments.For(spec, number, out bool own);
        try
        {
            Start(spec, environment, number, observer);
        }
        finally
        {
            if (own) environment.Dispose();
        }
    }

    /// <summary>Looks again until nobody is found: one that is killed may have started another meanwhile.</summary>
    public void KillLeftBehind()
    {
        for (int round = 0; round < KillRounds; round++)
        {
            List<int> left = ProcessTable.FindMarked(_mark);
            if (left.Count == 0) return;
            foreach (int pid in left) _ = Libc.Kill(pid, (int)StopSignal.Kill);
        }
    }

    public Task<LostProcesses> StopLostAsync(IReadOnlyList<LostAttempt> lost, CancellationToken giveUp)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new LostHunt(Watcher, lost).RunAsync(giveUp);
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;

        // Also of one that could not be made: it has only some of these.
        Guard?.Dispose();
        Watcher?.Dispose();
        Nursery?.Dispose();
        Adoptions?.Dispose();
        Descriptors.Close(ref _null);
    }

    private static PlatformNotSupportedException NoSubreaper() =>
        new("This system does not let a process adopt its children's orphans.");

    // With SIGCHLD ignored, as some parents leave it, the system would throw away the exit codes of our children.
    private static void TakeChildSignal()
    {
        const ulong ChildSignal = 1ul << (Libc.SignalChild - 1);
        if ((Spawner.IgnoredSignals & ChildSignal) != 0) _ = Libc.SetSignalHandler(Libc.SignalChild, 0);
    }

    private void Start(ProcessStartSpec spec, EnvironmentBlock environment, long number, IChildObserver observer)
    {
        ProcessJob job = spec.Job;
        string path = _programs.Find(job.Program, environment.SearchPath);
        var streams = new StandardStreams();
        InputPump? input = null;
        PosixChild? child = null;
        try
        {
            streams.Open(job, _null);
            input = NewInput(streams, job.Input);
            Adoptions?.Expect(number);
            int pid = Spawn(spec, path, environment, streams);
            child = new PosixChild(this, pid, OpenPidFd(pid, job), number, observer);
            child.Attach(streams, job, input);
        }
        catch (Exception e)
        {
            streams.Dispose();
            child?.Destroy();
            input?.Close();
            Adoptions?.NotBorn(number);
            if (e is System.ComponentModel.Win32Exception) throw StartFailure.NoResources(job.Program, e);
            throw;
        }

        // The child's ends live on in the child; ours would keep its streams open.
        streams.Dispose();
        if (spec.Mark is not null) child.Identity = ProcessTable.Identify(child.Pid);
        child.Announce();
    }

    private InputPump? NewInput(StandardStreams streams, ProcessInput input)
    {
        if (streams.InputPipe < 0) return null;
        var pump = new InputPump(Watcher, streams.InputPipe, ((ProcessInput.BytesInput)input).Content);
        streams.InputPipe = -1;
        return pump.WriteFirst() ? null : pump;
    }

    private int Spawn(ProcessStartSpec spec, string path, EnvironmentBlock environment, StandardStreams streams)
    {
        ProcessJob job = spec.Job;
        using var arguments = new ArgumentBlock(path, job.Program, job.Arguments);
        SpawnActions actions = _actions.For(
            new(streams.Input, streams.Output, streams.Error),
            spec.InheritedDescriptors,
            job.WorkingDirectory,
            out bool own);
        int error = Spawner.Spawn(arguments, environment, actions, Spawner.Leads.Group, out int pid);
        if (own) actions.Dispose();
        return error == 0 ? pid : throw StartFailure.Explain(error, path, job, environment);
    }

    // No such process: the system reaps children by itself, and its exit code is lost.
    private static int OpenPidFd(int pid, ProcessJob job)
    {
        int descriptor = Libc.PidFdOpen(pid);
        if (descriptor >= 0 || Libc.LastError == Libc.ESRCH) return Descriptors.AtLeastThree(descriptor);
        var fault = Descriptors.Failure("Its end cannot be watched");
        _ = Libc.Kill(-pid, (int)StopSignal.Kill);
        Libc.SignalInfo info = default;
        _ = Libc.WaitId(idType: 1, pid, &info, Libc.WaitExited);
        throw StartFailure.NoResources(job.Program, fault);
    }
}
