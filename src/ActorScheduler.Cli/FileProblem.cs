namespace ActorScheduler.Cli;

/// <summary>Says in a few words why a file could not be used; the caller has named the file already.</summary>
internal static class FileProblem
{
    // What the platform gives for a lock that another process has: EWOULDBLOCK on Linux and macOS, a sharing violation
    // on Windows.
    private const int LockedOnLinux = 11;
    private const int LockedOnMac = 35;
    private const int LockedOnWindows = unchecked((int)0x80070020);

    public static string Of(Exception problem) => problem switch
    {
        FileNotFoundException => "no such file",
        DirectoryNotFoundException => "no such directory",
        UnauthorizedAccessException => "permission denied",
        PathTooLongException => "the name is too long",
        IOException { HResult: LockedOnLinux or LockedOnMac or LockedOnWindows } => "another process is using it",
        _ => OneLine.Of(problem.Message),
    };
}
