namespace ActorScheduler.Machines;

/// <summary>Where a process job's attempt stands.</summary>
internal enum ProcessLifecycleState : byte
{
    /// <summary>The system has been asked for a child and has not answered.</summary>
    Starting,

    /// <summary>The child runs, and nobody wants it to stop.</summary>
    Running,

    /// <summary>TERM was sent to its group; it may still end by itself.</summary>
    Terminating,

    /// <summary>KILL was sent to its group; its death is only a matter of the system.</summary>
    Killing,

    /// <summary>
    /// It is dead and its exit code known; its output is still open, held by a process that it left behind.
    /// </summary>
    Draining,

    /// <summary>
    /// Nothing more will come from it; the group is being looked at for processes that it left behind.
    /// </summary>
    Checking,

    /// <summary>
    /// It was stopped and is dead, but its group is not empty: the rest gets its TERM, KILL and time to die too.
    /// </summary>
    Sweeping,

    /// <summary>The exit was reported.</summary>
    Ended,
}
