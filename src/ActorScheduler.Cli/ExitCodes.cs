namespace ActorScheduler.Cli;

/// <summary>Exit statuses of the tool.</summary>
internal static class ExitCodes
{
    /// <summary>Every job succeeded.</summary>
    public const int Success = 0;

    /// <summary>
    /// At least one job failed or was canceled, or the state or the job log could not be written to its end.
    /// </summary>
    public const int JobsFailed = 1;

    /// <summary>Wrong usage, or a wrong job file or state.</summary>
    public const int Usage = 2;

    /// <summary>
    /// Whoever read standard output has gone: 128 + SIGPIPE, the status that a shell shows for any tool in that place.
    /// </summary>
    public const int OutputClosed = 141;

    /// <summary>Stopped by a signal: 128 + its number.</summary>
    public static int Signaled(int signal) => 128 + signal;
}
