namespace ActorScheduler.Cli.Run;

/// <summary>How the output of the jobs is shown.</summary>
internal enum OutputMode
{
    /// <summary>All of a job's output together when it has ended.</summary>
    Grouped,

    /// <summary>Whole lines as they come.</summary>
    Lines,

    /// <summary>Not at all; the system throws it away.</summary>
    None,
}
