namespace ActorScheduler.TestKit.Swarm;

/// <summary>What can go wrong in a swarm's run; each seed draws its own mixture.</summary>
[Flags]
internal enum SwarmFault
{
    None = 0,

    /// <summary>Attempts throw.</summary>
    Failures = 1,

    /// <summary>Jobs do not heed their tokens.</summary>
    Deafness = 2,

    /// <summary>Jobs run longer than they may.</summary>
    Timeouts = 4,

    /// <summary>Listeners throw.</summary>
    Listeners = 8,

    /// <summary>A scheduler's actor crashes at some turn.</summary>
    Crashes = 16,

    /// <summary>Processes ignore TERM, leave grandchildren or cannot be started.</summary>
    Processes = 32,

    /// <summary>The load rises, or cannot be read.</summary>
    Load = 64,

    /// <summary>Sources of runs throw.</summary>
    Sources = 128,

    /// <summary>Commits to the store fail: before, after or in the middle.</summary>
    Store = 256,

    /// <summary>Nodes crash.</summary>
    Nodes = 512,

    /// <summary>Other nodes take schedulers over while their nodes live.</summary>
    Takeovers = 1024,

    /// <summary>Processes outlive their nodes.</summary>
    Orphans = 2048,

    /// <summary>The store can be written and not be opened or read.</summary>
    Calls = 4096,

    All = 8191,
}
