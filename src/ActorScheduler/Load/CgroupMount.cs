namespace ActorScheduler.Load;

/// <summary>
/// Where a control group hierarchy that may limit processors is mounted: one line of <c>/proc/self/mountinfo</c>.
/// </summary>
/// <param name="IsV2">Whether it is the unified hierarchy.</param>
/// <param name="Root">The group that the mount shows as its top.</param>
/// <param name="MountPoint">The directory of that group.</param>
internal sealed record CgroupMount(bool IsV2, string Root, string MountPoint)
{
    /// <summary>
    /// Reads a line such as <c>32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime shared:9 - cgroup cgroup rw,cpu</c>; null
    /// when it is another file system or a hierarchy without the processor controller.
    /// </summary>
    public static CgroupMount? Parse(string line)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int dash = Array.IndexOf(fields, "-");   // a varying number of optional fields stands before it
        if (dash < 6 || fields.Length < dash + 4) return null;

        bool isV2 = fields[dash + 1] == "cgroup2";
        bool isV1 = fields[dash + 1] == "cgroup" && fields[dash + 3].Split(',').Contains("cpu", StringComparer.Ordinal);
        return isV1 || isV2 ? new CgroupMount(isV2, Unescape(fields[3]), Unescape(fields[4])) : null;
    }

    /// <summary>
    /// The part of a group's path below <see cref="Root"/>, "" for the root itself; null when it is not below it.
    /// </summary>
    public string? PathBelow(string group)
    {
        if (group.StartsWith("/..", StringComparison.Ordinal)) return null;   // above the top of our cgroup namespace
        if (Root == "/") return group.TrimEnd('/');
        if (group == Root) return "";
        return group.StartsWith(Root + "/", StringComparison.Ordinal) ? group[Root.Length..].TrimEnd('/') : null;
    }

    /// <summary>The kernel writes blanks, line ends and backslashes as a backslash and three octal digits.</summary>
    private static string Unescape(string text)
    {
        for (int at = text.IndexOf('\\'); at >= 0 && at + 3 < text.Length; at = text.IndexOf('\\', at + 1))
        {
            int code = ((text[at + 1] - '0') * 64) + ((text[at + 2] - '0') * 8) + (text[at + 3] - '0');
            if (code is > 0 and < 128) text = string.Concat(text.AsSpan(0, at), [(char)code], text.AsSpan(at + 4));
        }

        return text;
    }
}
