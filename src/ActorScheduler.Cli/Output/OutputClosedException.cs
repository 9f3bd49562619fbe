namespace ActorScheduler.Cli.Output;

/// <summary>Whoever read a standard stream has closed it, as <c>head</c> does when it has seen enough.</summary>
internal sealed class OutputClosedException : IOException
{
    public OutputClosedException()
        : base("the reader of the output has gone") { }
}
