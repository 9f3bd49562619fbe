namespace ActorScheduler.Processes;

/// <summary>
/// Waits for processes that are not our children to end: a pidfd each, and a new look when all that were seen are gone,
/// since they may have started others meanwhile. Tells once, when a look finds nobody.
/// </summary>
internal sealed class GroupWatch(Watcher watcher, Func<List<int>> find, Action gone) : IThreadPoolWorkItem, IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<Member> _members = [];
    private bool _stopped;

    public void Start() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    /// <summary>Takes a look; on a thread of the pool.</summary>
    public void Execute()
    {
        try
        {
            Look();
        }
        catch (Exception e)
        {
            // Nobody will be told that they are gone, so they will be reported as left.
            watcher.ReportFailure("The rest of a group cannot be watched", e);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            foreach (Member member in _members) member.Close();
            _members.Clear();
        }
    }

    private void Look()
    {
        List<int> found = find();
        bool again;
        lock (_gate)
        {
            if (_stopped) return;
            if (found.Count == 0) _stopped = true;
            foreach (int pid in found) Add(pid);
            again = found.Count > 0 && _members.Count == 0;
        }

        if (found.Count == 0) gone();
        else if (again) Start();
    }

    private void Add(int pid)
    {
        int descriptor = Libc.PidFdOpen(pid);
        if (descriptor < 0)
        {
            if (Libc.LastError != Libc.ESRCH) throw Descriptors.Failure($"Process {pid} cannot be watched");
            return;
        }

        var member = new Member(this, descriptor);
        _members.Add(member);
        watcher.Watch(descriptor, Watcher.Once, member);
    }

    private void Ended(Member member)
    {
        bool again;
        lock (_gate)
        {
            if (!_members.Remove(member)) return;
            member.Close();
            again = !_stopped && _members.Count == 0;
        }

        if (again) Start();
    }

    private sealed class Member(GroupWatch owner, int descriptor) : IWatched
    {
        private int _descriptor = descriptor;

        // Should the call be for nothing, the next look finds the process again.
        public void Ready() => owner.Ended(this);

        public void Close()
        {
            if (_descriptor >= 0) owner.Forget(_descriptor);
            Descriptors.Close(ref _descriptor);
        }
    }

    private void Forget(int descriptor) => watcher.Forget(descriptor);
}
