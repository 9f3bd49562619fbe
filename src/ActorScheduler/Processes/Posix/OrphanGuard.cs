namespace ActorScheduler.Processes;

/// <summary>
/// A shell that outlives this process by a moment: when we die without ending it first, it kills our children's groups
/// by the <see cref="GroupTable"/>, and then, until nobody is left, everybody who carries our mark.
/// </summary>
/// <remarks>
/// It leads a session of its own, so what is sent to our group or by our terminal does not reach it, and it holds none
/// of our standard streams, so who reads them sees their end when we are gone. It carries no mark itself.
/// </remarks>
internal sealed unsafe class OrphanGuard : IDisposable
{
    private const string Shell = "/bin/sh";

    // The end of its standard input is our death. It takes two rounds without a find to be
    // done, since a child may be between fork and exec, where it does not carry the mark yet. $1 is the mark; 3 is the
    // table.
    private const string Script = """
        trap '' INT TERM HUP QUIT
        read -r line
        while read -r group <&3; do
            [ -n "$group" ] && kill -KILL -"$group" 2>/dev/null
        done
        quiet=0
        rounds=0
        while [ $quiet -lt 2 ] && [ $rounds -lt 100 ]; do
            rounds=$((rounds + 1))
            quiet=$((quiet + 1))
            for file in $(grep -lsF "$1" /proc/[0-9]*/environ 2>/dev/null); do
                pid=${file#/proc/}
                kill -KILL "${pid%/environ}" 2>/dev/null && quiet=0
            done
            sleep 0.05 2>/dev/null || sleep 1
        done
        """;

    private readonly GroupTable _table = new();
    private readonly int _pid;
    private int _pidFd;
    private int _line;

    /// <summary>Starts it.</summary>
    /// <exception cref="ProcessStartException">It cannot be started.</exception>
    public OrphanGuard(RunMark mark, int nullDevice)
    {
        int read = -1, write = -1;
        try
        {
            (read, write) = Descriptors.NewPipe();
            _pid = Start(mark, read, nullDevice);
            _pidFd = OpenPidFd(_pid);
            _line = write;
        }
        catch
        {
            _table.Dispose();
            Descriptors.Close(ref write);
            throw;
        }
        finally
        {
            Descriptors.Close(ref read);
        }
    }

    /// <summary>Its process.</summary>
    public int Pid => _pid;

    /// <summary>A child was born; gives its place in the table.</summary>
    public int Add(int group) => _table.Add(group);

    /// <summary>A child is about to be reaped.</summary>
    public void Remove(int place) => _table.Remove(place);

    /// <summary>Ends it before it could take our goodbye for our death.</summary>
    public void Dispose()
    {
        if (_line < 0) return;
        _ = Libc.Kill(_pid, (int)StopSignal.Kill);
        Libc.SignalInfo info = default;
        _ = Libc.WaitId(Libc.IdTypePidFd, _pidFd, &info, Libc.WaitExited);
        Descriptors.Close(ref _pidFd);
        Descriptors.Close(ref _line);
        _table.Dispose();
    }

    private static int OpenPidFd(int pid)
    {
        int descriptor = Libc.PidFdOpen(pid);
        if (descriptor >= 0) return Descriptors.AtLeastThree(descriptor);
        var fault = Descriptors.Failure("The guard cannot be watched");
        _ = Libc.Kill(pid, (int)StopSignal.Kill);
        Libc.SignalInfo info = default;
        _ = Libc.WaitId(idType: 1, pid, &info, Libc.WaitExited);
        throw fault;
    }

    private int Start(RunMark mark, int line, int nullDevice)
    {
        using var environment = EnvironmentBlock.Of([new("PATH", "/usr/local/bin:/usr/bin:/bin")]);
        using var arguments =
            new ArgumentBlock(Shell, "sh", ["-c", Script, "actorscheduler-guard", $"{RunMark.Variable}={mark.Value}"]);
        ReadOnlySpan<int> streams = [line, nullDevice, nullDevice, _table.Descriptor];
        using var actions = new SpawnActions(streams, inherited: [], folder: "/");
        int error = Spawner.Spawn(arguments, environment, actions, Spawner.Leads.Session, out int pid);
        if (error == 0) return pid;
        var job = new ProcessJob(Shell, []);
        throw StartFailure.Explain(error, Shell, job, environment);
    }
}
