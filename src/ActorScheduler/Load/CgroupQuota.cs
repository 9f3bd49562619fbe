using System.Globalization;

namespace ActorScheduler.Load;

/// <summary>
/// The processor time that control groups allow this process, in processors: the smallest quota of its group and of all
/// groups above it that can be seen, in the old hierarchy (<c>cpu.cfs_quota_us</c>), the unified one (<c>cpu.max</c>)
/// or both.
/// </summary>
internal static class CgroupQuota
{
    /// <summary>
    /// Null when nothing limits us or nothing can be read; a file with unexpected content limits nothing.
    /// </summary>
    public static double? Find(Func<string, string?> readFile)
    {
        if (readFile("/proc/self/cgroup") is not { } groups) return null;
        if (readFile("/proc/self/mountinfo") is not { } mounts) return null;

        (string? v1, string? v2) = OwnGroups(groups);
        List<CgroupMount> found = [.. Lines(mounts).Select(CgroupMount.Parse).OfType<CgroupMount>()];
        return Smaller(Smallest(found, isV2: false, v1, readFile), Smallest(found, isV2: true, v2, readFile));
    }

    /// <summary>
    /// The lines look like <c>4:cpu,cpuacct:/some/group</c>, and <c>0::/some/group</c> for the unified hierarchy.
    /// </summary>
    private static (string? V1, string? V2) OwnGroups(string text)
    {
        string? v1 = null;
        string? v2 = null;
        foreach (string line in Lines(text))
        {
            string[] fields = line.Split(':', 3);
            if (fields.Length < 3) continue;
            if (fields[0] == "0" && fields[1].Length == 0) v2 = fields[2];
            else if (fields[1].Split(',').Contains("cpu", StringComparer.Ordinal)) v1 = fields[2];
        }

        return (v1, v2);
    }

    private static double? Smallest(List<CgroupMount> mounts, bool isV2, string? group, Func<string, string?> readFile)
    {
        if (group is null) return null;
        CgroupMount? first = null;
        bool seen = false;
        double? smallest = null;
        foreach (CgroupMount mount in mounts.Where(mount => mount.IsV2 == isV2))
        {
            first ??= mount;
            if (mount.PathBelow(group) is not { } path) continue;
            seen = true;
            smallest = Smaller(smallest, Upwards(mount, path, readFile));
        }

        // Inside a container with a private mount our own path may lie outside of what is mounted; its top is then our
        // group.
        return seen || first is null ? smallest : Upwards(first, "", readFile);
    }

    private static double? Upwards(CgroupMount mount, string path, Func<string, string?> readFile)
    {
        double? smallest = null;
        while (true)
        {
            string directory = (mount.MountPoint == "/" ? "" : mount.MountPoint) + path;
            smallest = Smaller(smallest, mount.IsV2 ? QuotaV2(directory, readFile) : QuotaV1(directory, readFile));
            if (path.Length == 0) return smallest;
            path = path[..Math.Max(0, path.LastIndexOf('/'))];
        }
    }

    /// <summary>A quota of -1 means none.</summary>
    private static double? QuotaV1(string directory, Func<string, string?> readFile) =>
        Ratio(readFile(directory + "/cpu.cfs_quota_us"), readFile(directory + "/cpu.cfs_period_us"));

    /// <summary>
    /// The file has <c>max 100000</c> or <c>quota period</c>; the group at the very top has no such file.
    /// </summary>
    private static double? QuotaV2(string directory, Func<string, string?> readFile)
    {
        string text = readFile(directory + "/cpu.max") ?? "";
        string[] fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length == 2 ? Ratio(fields[0], fields[1]) : null;
    }

    private static double? Ratio(string? quota, string? period) =>
        Microseconds(quota) is { } allowed && Microseconds(period) is { } of ? (double)allowed / of : null;

    private static long? Microseconds(string? text) =>
        long.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value > 0
            ? value
            : null;

    private static double? Smaller(double? one, double? other) =>
        one is { } a && other is { } b ? Math.Min(a, b) : one ?? other;

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
