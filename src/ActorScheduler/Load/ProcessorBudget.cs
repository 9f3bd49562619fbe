namespace ActorScheduler.Load;

/// <summary>
/// How many processors this process may keep busy. <see cref="Environment.ProcessorCount"/> knows the affinity mask and
/// the quota of the process's own control group, but not the quotas of the groups above it (.NET 10 with half a
/// processor set on the parent group still answers with the whole machine), and those are the usual ones: a systemd
/// slice, a pod, a CI runner.
/// </summary>
internal static class ProcessorBudget
{
    /// <summary>The answer for this process now.</summary>
    public static int Detect() =>
        OperatingSystem.IsLinux() ? Usable(Environment.ProcessorCount, ReadFile) : Environment.ProcessorCount;

    /// <summary>
    /// The processors, bounded by the smallest quota above us. A part of a processor counts whole, as .NET rounds it.
    /// </summary>
    /// <param name="processors">How many the process sees.</param>
    /// <param name="readFile">Reads a whole file; null when that is not possible.</param>
    public static int Usable(int processors, Func<string, string?> readFile) =>
        CgroupQuota.Find(readFile) is { } quota ? (int)Math.Clamp(Math.Ceiling(quota), 1, processors) : processors;

    private static string? ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
