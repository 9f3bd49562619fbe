namespace ActorScheduler.Machines;

/// <summary>Marks of a job that are not states.</summary>
[Flags]
internal enum JobFlags : ushort
{
    None = 0,

    /// <summary>Somebody asked it to cancel. Never taken back (PEND-3).</summary>
    CancelRequested = 1,

    /// <summary>An attempt ran longer than its timeout.</summary>
    TimedOut = 2,

    /// <summary>It is a barrier: no work, it ends when everything before it has ended.</summary>
    Barrier = 4,

    /// <summary>
    /// Its submitter waits at the door until there is room, and does not want to be refused for a full queue.
    /// </summary>
    WaitsForRoom = 8,

    /// <summary>It was accepted, so it counts in its segment until it ends.</summary>
    Accepted = 16,

    /// <summary>A child process: keeps its own exit code when it is canceled (PORT-2).</summary>
    Process = 32,

    /// <summary>Came out of a pull source.</summary>
    Pulled = 64,

    /// <summary>A first attempt has started, so start listeners have been told.</summary>
    Started = 128,

    /// <summary>Stands in the late part of its queue: it came back after younger jobs.</summary>
    Late = 256,

    /// <summary>Waits at the door of a full queue.</summary>
    AtDoor = 512,

    /// <summary>Somebody wants to be told when it is accepted.</summary>
    AcceptanceWatched = 1024,

    /// <summary>Waits for jobs that it runs after.</summary>
    Dependent = 2048,

    /// <summary>Starts now or is refused: it does not wait for room.</summary>
    MustStart = 4096,

    /// <summary>Waits to hear from the lender of a group whether it can start.</summary>
    Asking = 8192,

    /// <summary>A call whose synchronous part is on its Caller's thread right now.</summary>
    OnThread = 16384,

    /// <summary>Is not decided yet: it waits for a lender's first word, or came behind somebody who does.</summary>
    HeldBack = 32768,
}
