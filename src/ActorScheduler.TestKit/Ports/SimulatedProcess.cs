namespace ActorScheduler.TestKit;

/// <summary>What a simulated process does. Immutable; every value is checked when it is set.</summary>
public sealed record SimulatedProcess
{
    /// <summary>
    /// How long it runs when nobody stops it; no time at all by default, <see cref="TimeSpan.MaxValue"/> for ever.
    /// </summary>
    public TimeSpan Duration
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(Duration));
            field = value;
        }
    }

    /// <summary>The exit code that it ends with when nobody stops it.</summary>
    public int ExitCode { get; init; }

    /// <summary>
    /// What it writes to standard output, in equal pieces over its life; at its start when it runs for ever.
    /// </summary>
    public string Output
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Output));
            field = value;
        }
    } = "";

    /// <summary>What it writes to standard error, at its end.</summary>
    public string Error
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Error));
            field = value;
        }
    } = "";

    /// <summary>Whether it goes on when it is sent TERM; KILL always ends it.</summary>
    public bool IgnoresTerm { get; init; }

    /// <summary>
    /// How long it takes to end once it was sent a signal that ends it; no time at all by default, as if it had nothing
    /// to clean up and no memory to free.
    /// </summary>
    public TimeSpan TimeToDie
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(TimeToDie));
            field = value;
        }
    }

    /// <summary>
    /// How much longer than itself a grandchild lives that holds its output open; zero means that it has none.
    /// </summary>
    public TimeSpan LeakedGrandchild
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(LeakedGrandchild));
            field = value;
        }
    }

    /// <summary>Why it cannot be started; null when it can.</summary>
    public ProcessStartError? StartError { get; init; }
}
