namespace ActorScheduler;

/// <summary>
/// A child process ran and ended with another exit code than 0. It is what a retry policy is asked about, and what
/// stands behind jobs that were canceled for it; awaiting the process itself does not throw it.
/// </summary>
public sealed class ProcessFailedException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="program">What ran.</param>
    /// <param name="exitCode">Its exit code; minus the signal that ended it.</param>
    public ProcessFailedException(string program, int exitCode)
        : base(exitCode < 0
            ? $"'{program}' was ended by signal {-exitCode}."
            : $"'{program}' ended with exit code {exitCode}.") =>
        ExitCode = exitCode;

    /// <summary>Its exit code; minus the signal that ended it.</summary>
    public int ExitCode { get; }
}
