namespace ActorScheduler;

/// <summary>A child process could not be started. Only its own job fails of it.</summary>
public sealed class ProcessStartException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="error">What was wrong.</param>
    /// <param name="message">A sentence that names the path or the variable.</param>
    /// <param name="path">The program, folder or file that it is about.</param>
    /// <param name="inner">The system's own error.</param>
    public ProcessStartException(ProcessStartError error, string message, string? path = null, Exception? inner = null)
        : base(message, inner)
    {
        Error = error;
        Path = path;
    }

    /// <summary>What was wrong.</summary>
    public ProcessStartError Error { get; }

    /// <summary>The program, folder or file that it is about.</summary>
    public string? Path { get; }
}
