namespace ActorScheduler.Processes;

/// <summary>
/// Kills what is left of lost attempts until a look finds nobody. KILL at once: the work is lost anyway, and what heeds
/// TERM would go on for a while beside its successor.
/// </summary>
internal sealed class LostHunt
{
    private readonly LostProcessFinder _finder;
    private readonly Watcher _watcher;
    private readonly SortedSet<int> _killed = [];

    public LostHunt(Watcher watcher, IReadOnlyList<LostAttempt> lost)
    {
        _watcher = watcher;
        _finder = new LostProcessFinder(lost, ProcessTable.Boot, Environment.ProcessId, ProcessTable.ReadJob);
    }

    public async Task<LostProcesses> RunAsync(CancellationToken giveUp)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = new GroupWatch(_watcher, () => Kill(gone), () => gone.TrySetResult());
        await using CancellationTokenRegistration late = giveUp.UnsafeRegister(_ => gone.TrySetResult(), null);
        watch.Start();
        await gone.Task.ConfigureAwait(false);
        List<int> left = giveUp.IsCancellationRequested ? Pids(Look()) : [];
        lock (_killed) return new LostProcesses([.. _killed.Except(left)], left);
    }

    private static List<int> Pids(LostProcessFinder.Found found) =>
        [.. found.Processes.Select(static entry => entry.Pid).Order()];

    private LostProcessFinder.Found Look() => _finder.Find(ProcessTable.ReadAll());

    // Gives those to wait for. Groups first: nobody in one can start another meanwhile.
    private List<int> Kill(TaskCompletionSource gone)
    {
        try
        {
            LostProcessFinder.Found found = Look();
            foreach (int group in found.Groups) _ = Libc.Kill(-group, (int)StopSignal.Kill);
            foreach (ProcessTable.Entry entry in found.Processes) KillOne(entry);
            List<int> pids = Pids(found);
            lock (_killed) _killed.UnionWith(pids);
            return pids;
        }
        catch (Exception e)
        {
            gone.TrySetException(e);
            throw;
        }
    }

    // With the descriptor open, its number cannot come to stand for another one between the look and the signal.
    private static void KillOne(ProcessTable.Entry entry)
    {
        int descriptor = Libc.PidFdOpen(entry.Pid);
        if (descriptor < 0) return;
        if (ProcessTable.ReadStat(entry.Pid)?.StartTime == entry.StartTime)
            _ = Libc.PidFdSendSignal(descriptor, (int)StopSignal.Kill);
        Descriptors.Close(ref descriptor);
    }
}
