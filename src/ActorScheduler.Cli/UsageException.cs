namespace ActorScheduler.Cli;

/// <summary>
/// Something that the caller of the tool got wrong. Its message is one line; the tool prints it and exits with 2.
/// </summary>
internal class UsageException : Exception
{
    public UsageException(string message, Exception? inner = null)
        : base(message, inner) { }
}
