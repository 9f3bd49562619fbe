namespace ActorScheduler.TestKit;

/// <summary>What a simulation that went well did. Immutable.</summary>
public sealed record SimulationResult
{
    /// <summary>The seed that it ran with.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Steps: turns, pieces of work and timers.</summary>
    public required long Steps { get; init; }

    /// <summary>Messages that actors handled.</summary>
    public required long Turns { get; init; }

    /// <summary>How much virtual time passed.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Stands for the whole trace: runs with equal traces have equal ones.</summary>
    public required ulong Fingerprint { get; init; }

    /// <summary>The trace, a line an event, when <see cref="SimulationOptions.KeepTrace"/> asked for it.</summary>
    public string? Trace { get; init; }
}
