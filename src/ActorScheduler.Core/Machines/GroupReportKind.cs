namespace ActorScheduler.Machines;

/// <summary>The reports of <see cref="GroupReport"/>.</summary>
internal enum GroupReportKind : byte
{
    /// <summary>The user knows that the group has a limit; Count of its jobs are inside already.</summary>
    Join,

    /// <summary>The user wants Count permits more, in place of what it wanted before.</summary>
    Request,

    /// <summary>The user gives Count permits back.</summary>
    Return,

    /// <summary>
    /// The user is gone but for Count of its jobs that are inside and run on: its other permits are free. It wants
    /// nothing and answers nothing any more, and says this again when one of them has ended.
    /// </summary>
    Leave,

    /// <summary>The user is gone, and all its permits are free.</summary>
    Depart,
}
