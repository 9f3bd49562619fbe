using ActorScheduler.Machines;

namespace ActorScheduler.Runtime;

/// <summary>What a supervisor does about a child that failed.</summary>
/// <param name="MaxRestarts">How often it is made anew within the window; 0 never.</param>
/// <param name="Window">The window.</param>
/// <param name="Escalate">True when the supervisor fails too once the restarts are used up; false lets the child stay
/// stopped.</param>
internal sealed record Supervision(int MaxRestarts, TimeSpan Window, bool Escalate)
{
    /// <summary>A failed child stays stopped; those who watch it are told.</summary>
    public static readonly Supervision Stop = new(0, TimeSpan.Zero, Escalate: false);

    public RestartWindow NewWindow() => new(MaxRestarts, Window);
}
