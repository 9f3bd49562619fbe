namespace ActorScheduler.Machines;

/// <summary>What a pending group's machine wants done.</summary>
[Flags]
internal enum PendingGroupEffects : byte
{
    None = 0,

    /// <summary>Cancel the members and the body's token.</summary>
    CancelAll = 1,

    /// <summary>Cancel the member that has just joined.</summary>
    CancelMember = 2,

    /// <summary>Set the timer of <see cref="PendingGroupOptions.CancellationTimeout"/>.</summary>
    SetTimer = 4,

    /// <summary>The group is left now.</summary>
    Leave = 8,
}
