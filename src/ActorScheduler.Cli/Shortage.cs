namespace ActorScheduler.Cli;

/// <summary>
/// Memory, threads or descriptors that the system does not give (<c>ulimit -v</c>, <c>ulimit -n</c>).
/// </summary>
internal static class Shortage
{
    /// <summary>What is short; null when an exception is about something else.</summary>
    /// <remarks>
    /// The runtime and we get much of it when a class is first used, and there it comes inside of another exception.
    /// </remarks>
    public static string? Of(Exception exception)
    {
        Exception cause = exception;
        while (cause is TypeInitializationException { InnerException: { } inner }) cause = inner;
        bool isShort = cause is OutOfMemoryException || (cause is IOException && cause != exception);
        return isShort ? cause.Message.TrimEnd('.') : null;
    }
}
