using System.Runtime.InteropServices;

namespace ActorScheduler.Processes;

/// <summary>
/// posix_spawn with what every child of ours gets: an empty signal mask, the default answer to every signal, and no
/// descriptor that it was not meant to have. Signals that we were started to ignore stay ignored, as <c>nohup</c>
/// wants; but not SIGPIPE, which the runtime ignores for itself, nor SIGCHLD. Naming the others spares the C library
/// the question what they do now, one call each. Thread-safe.
/// </summary>
internal sealed unsafe class Spawner
{
    // Larger than the structs of any C library of Linux (336 and 80 bytes on 64-bit machines).
    private const int AttributesSize = 512;
    private const int ActionsSize = 128;
    private const int SignalSetSize = 128;
    private const ulong OursToIgnore = (1ul << (Libc.SignalPipe - 1)) | (1ul << (Libc.SignalChild - 1));
    private static readonly ulong s_ignored = ReadIgnoredSignals();
    private static readonly bool s_canCloseFrom = HasExport("posix_spawn_file_actions_addclosefrom_np");

    // Never freed: as long-lived as the process, and the same for all launchers.
    private static readonly nint s_group = NewAttributes(Libc.SpawnSetGroup);
    private static readonly nint s_session = NewAttributes(Libc.SpawnSetSession);

    /// <summary>What a child that leads its own group is started with, or one that leads its own session.</summary>
    public enum Leads
    {
        Group,
        Session,
    }

    public static bool HasExport(string name) =>
        NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), name, out _);

    /// <summary>Starts a child; gives the system's error number, or 0.</summary>
    /// <param name="arguments">Path and arguments.</param>
    /// <param name="environment">The whole environment.</param>
    /// <param name="folder">Where it runs; null is here.</param>
    /// <param name="streams">Our descriptors, each above 2, for its 0, 1, 2 and so on; -1 leaves one as it is.</param>
    /// <param name="inherited">Further descriptors that it gets, by their rising numbers in the child.</param>
    /// <param name="leads">What it is the leader of.</param>
    /// <param name="pid">The child.</param>
    public static int Spawn(
        in ArgumentBlock arguments,
        EnvironmentBlock environment,
        string? folder,
        ReadOnlySpan<int> streams,
        IReadOnlyList<InheritedDescriptor> inherited,
        Leads leads,
        out int pid)
    {
        byte* actions = stackalloc byte[ActionsSize];
        int child = 0;
        int error = Libc.ActionsInit(actions);
        if (error != 0)
        {
            pid = 0;
            return error;
        }

        for (int i = 0; i < streams.Length && error == 0; i++)
        {
            if (streams[i] >= 0) error = Libc.ActionsAddDup(actions, streams[i], i);
        }

        if (error == 0) error = CloseOthers(actions, streams.Length, inherited);
        if (error == 0 && folder is not null) error = Libc.ActionsAddChangeDirectory(actions, folder);
        nint attributes = leads == Leads.Group ? s_group : s_session;
        if (error == 0)
            error =
                Libc.Spawn(&child, arguments.Path, actions, (void*)attributes, arguments.Entries, environment.Entries);
        _ = Libc.ActionsDestroy(actions);
        GC.KeepAlive(environment);
        pid = child;
        return error;
    }

    // The C library can close everything from a number up; below the last one that is asked for, each is closed by
    // itself.
    private static int CloseOthers(byte* actions, int next, IReadOnlyList<InheritedDescriptor> inherited)
    {
        int error = 0;
        for (int i = 0; i < inherited.Count; i++)
        {
            (int own, int number) = inherited[i];
            for (; next < number && error == 0; next++) error = Libc.ActionsAddClose(actions, next);
            next = number + 1;

            // Copying a descriptor onto itself lets it pass exec.
            if (error == 0) error = Libc.ActionsAddDup(actions, own, number);
        }

        return error == 0 && s_canCloseFrom ? Libc.ActionsAddCloseFrom(actions, next) : error;
    }

    /// <summary>The signals that this process ignored when it was first asked, bit n - 1 for signal n.</summary>
    public static ulong IgnoredSignals => s_ignored;

    private static ulong ReadIgnoredSignals()
    {
        const string Line = "SigIgn:";
        string status = File.ReadAllText("/proc/self/status");
        int start = status.IndexOf(Line, StringComparison.Ordinal);
        if (start < 0) return 0;
        int end = status.IndexOf('\n', start);
        return Convert.ToUInt64(status[(start + Line.Length)..end].Trim(), 16);
    }

    private static nint NewAttributes(short leads)
    {
        void* attributes = NativeMemory.AllocZeroed(AttributesSize);
        byte* defaults = stackalloc byte[SignalSetSize];
        new Span<byte>(defaults, SignalSetSize).Clear();
        *(ulong*)defaults = ~(IgnoredSignals & ~OursToIgnore);

        // The mask and the group of a new attribute set are empty and 0: no signal blocked, a group of its own.
        _ = Libc.AttributesInit(attributes);
        _ = Libc.AttributesSetDefaults(attributes, defaults);
        _ = Libc.AttributesSetFlags(attributes, (short)(leads | Libc.SpawnSetDefaults | Libc.SpawnSetMask));
        return (nint)attributes;
    }
}
