namespace ActorScheduler;

/// <summary>A store cannot do what it is there for.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="error">What is wrong.</param>
    /// <param name="message">A sentence with the name and the figures.</param>
    /// <param name="inner">The failure behind it, when there is one.</param>
    public StoreException(StoreError error, string message, Exception? inner = null)
        : base(message, inner) => Error = error;

    /// <summary>What is wrong.</summary>
    public StoreError Error { get; }
}
