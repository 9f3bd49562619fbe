namespace ActorScheduler.Machines;

/// <summary>What the operating system said when a child died.</summary>
/// <param name="ExitCode">0 to 255 as the child gave it; <c>-n</c> when signal n ended it (POPEN-6).</param>
/// <param name="Signal">The signal that ended it; null when it ended by itself.</param>
internal readonly record struct ChildExit(int ExitCode, int? Signal = null)
{
    /// <summary>
    /// The status was taken by somebody else in this process, or the system reaps children by itself. It is dead, and
    /// no more can be known.
    /// </summary>
    public static readonly ChildExit Unknown = new(-1);

    public static ChildExit BySignal(int signal) => new(-signal, signal);
}
