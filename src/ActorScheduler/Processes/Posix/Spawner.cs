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
    // Larger than the struct of any C library of Linux (336 bytes on 64-bit machines).
    private const int AttributesSize = 512;
    private const int SignalSetSize = 128;
    private const ulong OursToIgnore = (1ul << (Libc.SignalPipe - 1)) | (1ul << (Libc.SignalChild - 1));

    // Made when first asked for, and once more should that fail: a process that is short of descriptors for a moment
    // must not be unable to start anything for the rest of its life.
    private static readonly Lazy<ulong> s_ignored = new(ReadIgnoredSignals, LazyThreadSafetyMode.PublicationOnly);

    // Never freed: as long-lived as the process, and the same for all launchers.
    private static readonly Lazy<nint> s_group =
        new(static () => NewAttributes(Libc.SpawnSetGroup), LazyThreadSafetyMode.PublicationOnly);

    private static readonly Lazy<nint> s_session =
        new(static () => NewAttributes(Libc.SpawnSetSession), LazyThreadSafetyMode.PublicationOnly);

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
    /// <param name="actions">What becomes of descriptors and folder.</param>
    /// <param name="leads">What it is the leader of.</param>
    /// <param name="pid">The child.</param>
    public static int Spawn(
        in ArgumentBlock arguments,
        EnvironmentBlock environment,
        SpawnActions actions,
        Leads leads,
        out int pid)
    {
        int child = 0;
        int error = actions.Error;
        void* attributes = (void*)(leads == Leads.Group ? s_group : s_session).Value;
        if (error == 0)
            error = Libc.Spawn(
                &child, arguments.Path, actions.Pointer, attributes, arguments.Entries, environment.Entries);
        GC.KeepAlive(environment);
        GC.KeepAlive(actions);
        pid = child;
        return error;
    }

    /// <summary>The signals that this process ignored when it was first asked, bit n - 1 for signal n.</summary>
    public static ulong IgnoredSignals => s_ignored.Value;

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
