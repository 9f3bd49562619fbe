using System.Runtime.InteropServices;

namespace ActorScheduler.Load;

/// <summary>
/// macOS: the load average. It has neither a count of runnable threads without privileges nor pressure figures.
/// </summary>
internal sealed partial class MacLoad : ILoadSource
{
    public double? Read(LoadSignal signal)
    {
        if (signal != LoadSignal.LoadAverage) return null;
        try
        {
            return GetLoadAverage(out double oneMinute, 1) == 1 ? oneMinute : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Fills up to <paramref name="count"/> averages (1, 5, 15 minutes) and tells how many, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "getloadavg")]
    private static partial int GetLoadAverage(out double oneMinute, int count);
}
