using ActorScheduler.Cli.Stores;

namespace ActorScheduler.Cli.Node;

/// <summary>Asks whoever runs a scheduler, for as long as an answer can be hoped for.</summary>
internal static class NodeQuestion
{
    /// <summary>After this time a person wants to know what is waited for.</summary>
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(1);

    /// <summary>Asks, and says what is waited for when it takes long.</summary>
    /// <param name="session">The store.</param>
    /// <param name="node">What can be seen of who is asked.</param>
    /// <param name="ask">Asks, with the longest time to wait.</param>
    /// <returns>What came of it; null when nobody is there to be asked.</returns>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public static async Task<T?> AskAsync<T>(StoreSession session, NodeSign node, Func<TimeSpan, Task<T>> ask)
        where T : class
    {
        if (node.Patience == TimeSpan.Zero) return null;
        Task<T> asking = ask(node.Patience);
        Task ended = asking;
        await ended.WaitAsync(Silent, session.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!asking.IsCompleted && node.Patience > Silent)
            session.Complain($"waits for {node.Name} to answer, at most {JobText.Span(node.Patience)}");
        return await asking.ConfigureAwait(false);
    }
}
