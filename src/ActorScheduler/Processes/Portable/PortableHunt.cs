using System.ComponentModel;
using System.Diagnostics;

namespace ActorScheduler.Processes;

/// <summary>
/// Finds and kills processes of lost attempts by System.Diagnostics.Process: those that were written down, with the
/// descendants that can be traced from them. One that was started and not written down is not found.
/// </summary>
internal static class PortableHunt
{
    /// <summary>
    /// Start times that differ by less are the same: not every system tells them exactly. A number is not given again
    /// so soon.
    /// </summary>
    private static readonly TimeSpan Precision = TimeSpan.FromSeconds(1);

    /// <summary>Tells a child from any other process; null when it has ended and left no trace.</summary>
    public static ProcessIdentity? Identify(Process process)
    {
        try
        {
            return new ProcessIdentity(process.Id, process.StartTime.ToUniversalTime().Ticks, Boot: "");
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            return null;
        }
    }

    public static async Task<LostProcesses> RunAsync(IReadOnlyList<LostAttempt> lost, CancellationToken giveUp)
    {
        var killed = new List<int>();
        var left = new List<int>();
        foreach (ProcessIdentity wanted in lost.SelectMany(static attempt => attempt.Processes))
        {
            using Process? process = Find(wanted);
            if (process is null) continue;
            bool isGone = TryKill(process) && await IsGoneAsync(process, giveUp).ConfigureAwait(false);
            (isGone ? killed : left).Add(wanted.Pid);
        }

        return new LostProcesses(killed, left);
    }

    private static Process? Find(ProcessIdentity wanted)
    {
        if (wanted.Boot.Length > 0 || wanted.Pid == Environment.ProcessId) return null;
        Process process;
        try
        {
            process = Process.GetProcessById(wanted.Pid);
        }
        catch (ArgumentException)
        {
            return null;        // nobody has this number now
        }

        bool isIt = Identify(process) is { } found
            && Math.Abs(found.StartTime - wanted.StartTime) < Precision.Ticks;
        if (isIt) return process;
        process.Dispose();
        return null;
    }

    private static bool TryKill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
            return true;
        }
        catch (InvalidOperationException)
        {
            return process.HasExited;       // meanwhile; or this process is one of its descendants
        }
        catch (Exception e) when (e is Win32Exception or AggregateException or NotSupportedException)
        {
            return false;
        }
    }

    private static async Task<bool> IsGoneAsync(Process process, CancellationToken giveUp)
    {
        try
        {
            await process.WaitForExitAsync(giveUp).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
