using ActorScheduler.Cli.Node;

namespace ActorScheduler.Cli.Stores;

/// <summary>How long to wait for the answer of a node.</summary>
internal static class NodePatience
{
    /// <summary>Where a node is known to live: it may be busy.</summary>
    private static readonly TimeSpan ForNode = TimeSpan.FromSeconds(15);

    /// <summary>Where none is known: another program may run the scheduler, without the lock of a node.</summary>
    private static readonly TimeSpan ForOthers = TimeSpan.FromSeconds(2);

    public static TimeSpan For(string store, string scheduler) =>
        NodeLock.HolderOf(store, scheduler) is null ? ForOthers : ForNode;
}
