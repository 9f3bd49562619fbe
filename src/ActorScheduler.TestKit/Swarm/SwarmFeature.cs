namespace ActorScheduler.TestKit.Swarm;

/// <summary>What a swarm's run uses; each seed draws its own mixture.</summary>
[Flags]
internal enum SwarmFeature
{
    None = 0,
    Barriers = 1,
    Groups = 2,
    Dependencies = 4,
    Delays = 8,
    Retries = 16,
    Priorities = 32,
    Cancels = 64,
    Limits = 128,
    BoundedQueue = 256,
    FailEarly = 512,
    LoadGate = 1024,
    Listeners = 2048,
    Runs = 4096,
    Processes = 8192,
    Callers = 16384,
    PendingGroups = 32768,
    Stops = 65536,
    Drains = 131072,
    Waits = 262144,
    Tokens = 524288,
    Pools = 1048576,
    DefaultLimits = 2097152,

    /// <summary>Submitters that come again under the same key.</summary>
    Keys = 4194304,

    /// <summary>Jobs and cancellations by letter.</summary>
    Letters = 8388608,

    Recurring = 16777216,

    /// <summary>What was added after seeds had been noted: drawn apart, so that their plans stay as they are.</summary>
    Later = DefaultLimits | Keys | Letters | Recurring,

    /// <summary>All that needs no store.</summary>
    All = 4194303,
}
