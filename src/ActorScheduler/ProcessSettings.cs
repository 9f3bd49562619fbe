namespace ActorScheduler;

/// <summary>How a node looks after the child processes of its jobs. Immutable.</summary>
public sealed record ProcessSettings
{
    /// <summary>
    /// True makes this process the parent of every descendant of its children that loses its own parent, so that even
    /// one that left its group and session is found, killed when its job is stopped, reaped and reported. It is a
    /// property of the whole process, so it is for an application that owns its process. Linux only; elsewhere, and
    /// on a Linux that refuses it (some emulators), it changes nothing; that refusal is logged.
    /// </summary>
    public bool Subreaper { get; init; }

    /// <summary>
    /// True kills all children, and what they started, when this process dies without a chance to do so itself (<c>kill
    /// -9</c>).
    /// A small <c>/bin/sh</c> waits for that death. Linux only; elsewhere it changes nothing.
    /// </summary>
    public bool KillOrphansIfKilled { get; init; }

    /// <summary>
    /// True prepares for children while the node starts, on a thread of its own; otherwise the first child waits for
    /// that, some milliseconds.
    /// </summary>
    public bool PrepareAtStart { get; init; }

    /// <summary>
    /// Where captured output goes that is too large for memory; null means the system's folder for such files.
    /// </summary>
    public string? TemporaryDirectory { get; init; }
}
