namespace ActorScheduler.Machines;

/// <summary>What <see cref="ProcessLifecycle"/> wants done, to be carried out in the order of the bits.</summary>
[Flags]
internal enum ProcessEffects : ushort
{
    None = 0,

    /// <summary>Fire <see cref="ProcessTimer.Kill"/> after the job's <c>KillAfter</c>.</summary>
    SetKillTimer = 1,

    /// <summary>Fire <see cref="ProcessTimer.Drain"/> after the job's <c>DrainTimeout</c>.</summary>
    SetDrainTimer = 2,

    /// <summary>
    /// Fire <see cref="ProcessTimer.Unkillable"/> after <see cref="ProcessLifecycle.UnkillableTimeout"/>.
    /// </summary>
    SetUnkillableTimer = 4,

    /// <summary>Fire <see cref="ProcessTimer.Sweep"/> after <see cref="ProcessLifecycle.SweepTimeout"/>.</summary>
    SetSweepTimer = 8,

    /// <summary>TERM to the whole group.</summary>
    SendTerm = 16,

    /// <summary>KILL to the whole group.</summary>
    SendKill = 32,

    /// <summary>Close our ends of the output; what was written so far is kept.</summary>
    AbandonOutput = 64,

    /// <summary>
    /// Reap the child and answer <see cref="ProcessLifecycle.GroupChecked"/>: is somebody of its group left?
    /// </summary>
    CheckGroup = 128,

    /// <summary>Say <see cref="ProcessLifecycle.GroupGone"/> when the last member of the group has died.</summary>
    WatchGroup = 256,

    /// <summary>The job has ended: take back all timers, list who is left, tell the exit. Comes once.</summary>
    Report = 512,
}

/// <summary>The timers of <see cref="ProcessLifecycle"/>; each is set at most once.</summary>
internal enum ProcessTimer : byte
{
    /// <summary>TERM has had its time.</summary>
    Kill,

    /// <summary>A dead child's output has been open for long enough.</summary>
    Drain,

    /// <summary>A child that was sent KILL has not died of it: it hangs in the system.</summary>
    Unkillable,

    /// <summary>Members of a dead child's group that were sent KILL have had time to die of it.</summary>
    Sweep,
}
