namespace ActorScheduler.TestKit;

/// <summary>What a simulated process does. Immutable.</summary>
public sealed record SimulatedProcess
{
    /// <summary>How long it runs when nobody stops it; no time at all by default.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The exit code that it ends with when nobody stops it.</summary>
    public int ExitCode { get; init; }

    /// <summary>What it writes to standard output, in equal pieces over its life.</summary>
    public string Output { get; init; } = "";

    /// <summary>What it writes to standard error, at its end.</summary>
    public string Error { get; init; } = "";

    /// <summary>Whether it goes on when it is sent TERM; KILL always ends it.</summary>
    public bool IgnoresTerm { get; init; }

    /// <summary>
    /// How much longer than itself a grandchild lives that holds its output open; zero means that it has none.
    /// </summary>
    public TimeSpan LeakedGrandchild { get; init; }

    /// <summary>Why it cannot be started; null when it can.</summary>
    public ProcessStartError? StartError { get; init; }
}
