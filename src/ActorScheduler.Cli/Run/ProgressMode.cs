namespace ActorScheduler.Cli.Run;

/// <summary>When the progress of the run is shown on standard error.</summary>
internal enum ProgressMode
{
    /// <summary>When standard error is a terminal.</summary>
    Auto,

    /// <summary>Also when it is none: then as plain lines.</summary>
    Always,

    /// <summary>Not at all.</summary>
    Never,
}
