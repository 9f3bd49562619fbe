using System.Collections.Concurrent;

namespace ActorScheduler.Processes;

/// <summary>
/// This process as the parent of its children's orphans: those that left their group and session are found by the mark
/// in their environment, signalled with their job, and reaped when they die. Nobody else is touched; an orphan that
/// died before it was first seen shows no mark any more and is left to be reaped with this process's end.
/// </summary>
internal sealed unsafe class Adoptions : IDisposable
{
    /// <summary>How often KILL looks for what was forked meanwhile.</summary>
    private const int KillRounds = 20;
    private readonly ConcurrentDictionary<int, Adopted?> _known = new();
    private readonly ConcurrentDictionary<long, bool> _expected = new();
    private readonly Watcher _watcher;
    private readonly RunMark _mark;
    private readonly ChildrenFile _children = new();

    public Adoptions(Watcher watcher, RunMark mark)
    {
        _watcher = watcher;
        _mark = mark;
    }

    /// <summary>
    /// Makes this process the parent of orphans; false where that is not to be had, as in an emulator.
    /// </summary>
    public static bool BecomeSubreaper() => Libc.ProcessControl(Libc.PrctlSetSubreaper, 1, 0, 0, 0) == 0;

    /// <summary>
    /// A child of this number is about to be born; till its process is known it could be taken for an orphan.
    /// </summary>
    public void Expect(long number) => _expected[number] = true;

    public void Born(int pid, long number)
    {
        _known[pid] = null;
        _expected.TryRemove(number, out _);
    }

    /// <summary>A child of ours that is no job's: it need not be looked at after each of them.</summary>
    public void Ignore(int pid) => _known[pid] = null;

    public void NotBorn(long number) => _expected.TryRemove(number, out _);

    /// <summary>A child of our own is about to be reaped.</summary>
    public void Reaped(int pid) => _known.TryRemove(pid, out _);

    /// <summary>Takes charge of all orphans that have come to us; true when one is the given job's.</summary>
    public bool HasAdopted(long number)
    {
        bool found = false;
        foreach (int pid in _children.Read())
        {
            if (_known.TryGetValue(pid, out Adopted? known))
            {
                found |= known?.Number == number;
                continue;
            }

            if (ProcessTable.ReadMarkedNumber(pid, _mark) is not { } owner || _expected.ContainsKey(owner)) continue;
            Adopt(pid, owner);
            found |= owner == number;
        }

        return found;
    }

    public void Dispose() => _children.Dispose();

    public List<int> FindMarked(long number) => ProcessTable.FindMarked(_mark.OfJob(number));

    /// <summary>
    /// Signals those of a job that are not in its group any more. Done on the pool: it reads the whole process list.
    /// </summary>
    public void SignalOthers(int group, long number, StopSignal signal) =>
        ThreadPool.UnsafeQueueUserWorkItem(_ => TrySignal(group, number, signal), null);

    private void TrySignal(int group, long number, StopSignal signal)
    {
        try
        {
            SignalNow(group, number, signal);
        }
        catch (Exception e)
        {
            _watcher.ReportFailure($"Descendants of process {group} were not told to stop", e);
        }
    }

    private void SignalNow(int group, long number, StopSignal signal)
    {
        for (int round = 0; round < (signal == StopSignal.Kill ? KillRounds : 1); round++)
        {
            bool found = false;
            foreach (int pid in FindMarked(number))
            {
                if (ProcessTable.ReadStat(pid) is not { IsAlive: true } entry || entry.Group == group) continue;
                found |= Libc.Kill(pid, (int)signal) == 0;
            }

            if (!found) return;
        }
    }

    private void Adopt(int pid, long number)
    {
        int descriptor = Libc.PidFdOpen(pid);
        if (descriptor < 0) return;
        var adopted = new Adopted(this, pid, number, descriptor);
        if (_known.TryAdd(pid, adopted)) _watcher.Watch(descriptor, Watcher.Once, adopted);
        else Descriptors.Close(ref descriptor);
    }

    private sealed class Adopted(Adoptions owner, int pid, long number, int descriptor) : IWatched
    {
        private int _descriptor = descriptor;

        public long Number => number;

        public void Ready()
        {
            Libc.SignalInfo info = default;
            int result = Libc.WaitId(Libc.IdTypePidFd, _descriptor, &info, Libc.WaitExited | Libc.WaitNoHang);
            if (result == 0 && info.Pid == 0) return;
            owner._known.TryRemove(pid, out _);
            owner._watcher.Forget(_descriptor);
            Descriptors.Close(ref _descriptor);
        }
    }
}
