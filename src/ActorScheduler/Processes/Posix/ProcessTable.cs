using System.Globalization;
using System.Text;

namespace ActorScheduler.Processes;

/// <summary>
/// Reads Linux's list of processes. Slow (one file each), so only for what cannot be asked otherwise. A process that
/// ends while it is read is simply not there.
/// </summary>
internal static class ProcessTable
{
    private const int FieldState = 0;
    private const int FieldParent = 1;
    private const int FieldGroup = 2;
    private const int FieldStartTime = 19;
    private static readonly byte[] s_markPrefix = Encoding.UTF8.GetBytes(RunMark.Variable + "=");
    private static readonly byte[] s_jobPrefix = Encoding.UTF8.GetBytes(AttemptMark.JobVariable + "=");
    private static readonly Lazy<string?> s_boot = new(ReadBoot);

    /// <summary>
    /// This run of the machine, and the namespace in which process numbers count here; null when it cannot be read. A
    /// number of another one is nobody's here.
    /// </summary>
    public static string? Boot => s_boot.Value;

    /// <summary>Tells a process from any other; null when it is gone, or the system does not say.</summary>
    public static ProcessIdentity? Identify(int pid) => Boot is { } boot && ReadStat(pid) is { } entry
        ? new ProcessIdentity(pid, entry.StartTime, boot)
        : null;

    /// <summary>All processes, those that only wait to be reaped among them.</summary>
    public static List<Entry> ReadAll() => Find(static _ => true);

    /// <summary>
    /// The durable job that a process says it belongs to; null when it says none, is dead, or another user's.
    /// </summary>
    public static string? ReadJob(int pid) => ReadVariable(pid, s_jobPrefix);

    /// <summary>The processes of a group that are alive; those that only wait to be reaped are not.</summary>
    public static List<int> FindGroup(int group) => FindAlive(entry => entry.Group == group);

    /// <summary>The living processes that carry exactly this mark.</summary>
    public static List<int> FindMarked(string mark) => FindAlive(entry => ReadMark(entry.Pid) == mark);

    /// <summary>The living processes of any job of a run.</summary>
    public static List<int> FindMarked(RunMark mark) =>
        FindAlive(entry => ReadMarkedNumber(entry.Pid, mark) is not null);

    /// <summary>
    /// The number of the job whose mark a process carries; null when it is not of this run, dead, or another user's.
    /// </summary>
    public static long? ReadMarkedNumber(int pid, RunMark mark)
    {
        string? value = ReadMark(pid);
        if (value?.StartsWith(mark.Value, StringComparison.Ordinal) != true) return null;
        return long.TryParse(value.AsSpan(mark.Value.Length), NumberStyles.None, CultureInfo.InvariantCulture,
            out long number)
            ? number
            : null;
    }

    /// <summary>The living children of a process.</summary>
    public static List<int> FindChildren(int parent) => FindAlive(entry => entry.Parent == parent);

    /// <summary>True when a signal has stopped it, and it waits to be continued.</summary>
    public static bool IsSuspended(int pid) => ReadFields(pid)?[FieldState] == "T";

    public static Entry? ReadStat(int pid) => ReadFields(pid) is not { } fields
        ? null
        : new Entry(
            pid,
            fields[FieldState] is not ("Z" or "X"),
            int.Parse(fields[FieldParent], CultureInfo.InvariantCulture),
            int.Parse(fields[FieldGroup], CultureInfo.InvariantCulture),
            long.Parse(fields[FieldStartTime], CultureInfo.InvariantCulture));

    private static string[]? ReadFields(int pid)
    {
        // The name is in parentheses and may contain anything, parentheses and spaces too.
        string text = Encoding.UTF8.GetString(Read($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat"));
        int end = text.LastIndexOf(')');
        if (end < 0) return null;
        string[] fields = text[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length <= FieldStartTime ? null : fields;
    }

    private static string? ReadMark(int pid) => ReadVariable(pid, s_markPrefix);

    private static string? ReadVariable(int pid, byte[] prefix)
    {
        ReadOnlySpan<byte> environment = Read($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/environ");
        foreach (Range range in environment.Split((byte)0))
        {
            ReadOnlySpan<byte> variable = environment[range];
            if (variable.StartsWith(prefix)) return Encoding.UTF8.GetString(variable[prefix.Length..]);
        }

        return null;
    }

    private static string? ReadBoot()
    {
        string boot = Encoding.ASCII.GetString(Read("/proc/sys/kernel/random/boot_id")).Trim();
        return boot.Length == 0 ? null : $"{boot} {new FileInfo("/proc/self/ns/pid").LinkTarget}";
    }

    private static List<int> FindAlive(Func<Entry, bool> matches) =>
        [.. Find(entry => entry.IsAlive && matches(entry)).Select(static entry => entry.Pid)];

    private static List<Entry> Find(Func<Entry, bool> matches)
    {
        var found = new List<Entry>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture,
                out int pid))
                continue;
            if (ReadStat(pid) is { } entry && matches(entry)) found.Add(entry);
        }

        return found;
    }

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>One line of the list.</summary>
    /// <param name="Pid">The process.</param>
    /// <param name="IsAlive">False when it only waits to be reaped.</param>
    /// <param name="Parent">Its parent.</param>
    /// <param name="Group">Its group.</param>
    /// <param name="StartTime">When it was started, in clock ticks since the machine started.</param>
    internal sealed record Entry(int Pid, bool IsAlive, int Parent, int Group, long StartTime);
}
