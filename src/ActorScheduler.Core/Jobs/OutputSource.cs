namespace ActorScheduler;

/// <summary>Which stream of a child process a piece of output came from.</summary>
public enum OutputSource : byte
{
    /// <summary>Standard output.</summary>
    Output,

    /// <summary>Standard error.</summary>
    Error,
}
