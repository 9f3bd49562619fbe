using System.Runtime.InteropServices;

namespace ActorScheduler.Cli;

/// <summary>
/// A file that may not grow any more (<c>ulimit -f</c>) is like a disk without room: the write fails, and what failed
/// is told. Left to itself, the signal that comes with it ends the tool in the midst of its work. Commands get it as
/// ever.
/// </summary>
internal static class FileSizeSignal
{
    // .NET has no name for it.
    private const PosixSignal Exceeded = (PosixSignal)25;

    private static PosixSignalRegistration? s_taken;

    /// <summary>Takes it to the end of the process: a store is still written while it closes.</summary>
    public static void Take()
    {
        if (OperatingSystem.IsWindows()) return;
        s_taken = PosixSignalRegistration.Create(Exceeded, static context => context.Cancel = true);
    }
}
