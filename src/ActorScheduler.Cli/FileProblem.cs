namespace ActorScheduler.Cli;

/// <summary>Says in a few words why a file could not be used; the caller has named the file already.</summary>
internal static class FileProblem
{
    // What the platform gives for a lock that another process has: EWOULDBLOCK on Linux and macOS, a sharing violation
    // on Windows.
    private const int LockedOnLinux = 11;
    private const int LockedOnMac = 35;
    private const int LockedOnWindows = unchecked((int)0x80070020);

    /// <summary>True when another process has locked the file.</summary>
    public static bool IsLocked(Exception problem) =>
        problem is IOException { HResult: LockedOnLinux or LockedOnMac or LockedOnWindows };

    public static string Of(Exception problem) => problem switch
    {
        FileNotFoundException => "no such file",
        DirectoryNotFoundException => "no such directory",
        UnauthorizedAccessException => "permission denied",
        PathTooLongException => "the name is too long",
        _ when IsLocked(problem) => "another process is using it",
        _ => OneLine.Of(problem.Message),
    };
}
