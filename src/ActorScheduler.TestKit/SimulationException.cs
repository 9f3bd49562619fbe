using System.Globalization;
using System.Text;

namespace ActorScheduler.TestKit;

/// <summary>
/// A simulation found something wrong: a broken rule, a test that failed, work that escaped or that never ends. The
/// message has what is needed to see it again: the seed, the step, the last events and the command that replays it.
/// </summary>
public sealed class SimulationException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="problem">What is wrong, in a sentence.</param>
    /// <param name="seed">The seed that leads there.</param>
    /// <param name="step">The step in which it was found.</param>
    /// <param name="lastEvents">What happened before it.</param>
    /// <param name="replay">One line that runs it again; null when there is none.</param>
    /// <param name="inner">The failure of the test itself, when that is what is wrong.</param>
    public SimulationException(
        string problem, ulong seed, long step, IReadOnlyList<SimulationEvent> lastEvents, string? replay,
        Exception? inner = null)
        : base(Describe(problem, seed, step, lastEvents, replay), inner)
    {
        ArgumentNullException.ThrowIfNull(lastEvents);
        Problem = problem;
        Seed = seed;
        Step = step;
        LastEvents = lastEvents;
        Replay = replay;
    }

    /// <summary>What is wrong, in a sentence.</summary>
    public string Problem { get; }

    /// <summary>The seed that leads there.</summary>
    public ulong Seed { get; }

    /// <summary>The step in which it was found.</summary>
    public long Step { get; }

    /// <summary>What happened before it, in order.</summary>
    public IReadOnlyList<SimulationEvent> LastEvents { get; }

    /// <summary>One line that runs it again; null when there is none.</summary>
    public string? Replay { get; }

    /// <summary>The whole trace, when it was kept.</summary>
    internal string? Trace { get; init; }

    private static string Describe(
        string problem, ulong seed, long step, IReadOnlyList<SimulationEvent> lastEvents, string? replay)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{problem}\nseed {seed}, step {step}; before it:\n");
        foreach (SimulationEvent e in lastEvents) text.Append("  ").Append(e.ToString()).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"replay: {replay ?? $"the same test with seed {seed}"}");
        return text.ToString();
    }
}
