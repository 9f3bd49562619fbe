using System.Globalization;

namespace ActorScheduler.Chaos;

/// <summary>What a job of the plan does.</summary>
internal enum Work
{
    /// <summary>A handler that ends well.</summary>
    Handler,

    /// <summary>A handler whose first attempt fails: it is tried again.</summary>
    Flaky,

    /// <summary>A handler that goes on where the attempt before it had put its last step by.</summary>
    Steps,

    /// <summary>A handler that somebody cancels.</summary>
    Canceled,

    /// <summary>A process that may run again.</summary>
    Process,

    /// <summary>A process that must not run again when it was cut off.</summary>
    OnceOnly,

    /// <summary>A handler that kills its process, until a file says that it is to do no harm.</summary>
    Poison,
}

/// <summary>One job of the plan.</summary>
/// <param name="Number">From 1, in the order of submission.</param>
/// <param name="Work">What it does.</param>
/// <param name="Time">Milliseconds that an attempt takes, or each of its steps.</param>
/// <param name="Steps">How many.</param>
/// <param name="Groups">Names of groups of <see cref="Plan.Limits"/>.</param>
/// <param name="After">The job that must have completed before it; 0 for none.</param>
/// <param name="Delay">Milliseconds between its submission and its first start.</param>
/// <param name="Priority">Higher ones start first.</param>
/// <param name="IsKeyed">It is submitted under a key: again and again, and there only once.</param>
internal sealed record PlannedJob(
    int Number,
    Work Work,
    int Time = 0,
    int Steps = 0,
    IReadOnlyList<string>? Groups = null,
    int After = 0,
    int Delay = 0,
    int Priority = 0,
    bool IsKeyed = false)
{
    public string? Key => IsKeyed ? string.Create(CultureInfo.InvariantCulture, $"job {Number}") : null;

    public bool IsProcess => Work is Work.Process or Work.OnceOnly;

    /// <summary>False when it may end otherwise than well, and then says so in its way.</summary>
    public bool MustComplete => Work is not (Work.Canceled or Work.OnceOnly);
}
