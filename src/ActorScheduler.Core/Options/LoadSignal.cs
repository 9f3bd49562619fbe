namespace ActorScheduler;

/// <summary>Which figure of the machine <see cref="SchedulerOptions.MaxLoad"/> is compared with.</summary>
public enum LoadSignal : byte
{
    /// <summary>
    /// The 1-minute load average, as portage and make do (PORT-38). Slow: it sees a burst a minute late.
    /// </summary>
    LoadAverage,

    /// <summary>Threads that run or want to run right now, plus the jobs started since the sample was taken.</summary>
    Runnable,

    /// <summary>
    /// Pressure stall information: percent of the last 10 seconds in which some task waited for a processor (0 to 100).
    /// Each job started since the sample was taken counts as one processor's share of 100.
    /// </summary>
    Pressure,
}
