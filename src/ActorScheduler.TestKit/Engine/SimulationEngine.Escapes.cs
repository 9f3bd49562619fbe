using System.Diagnostics;
using System.Globalization;
using ActorScheduler.Actors;

namespace ActorScheduler.TestKit.Engine;

/// <content>Code that has left the simulation's thread, where the seed does not reach.</content>
internal sealed partial class SimulationEngine
{
    private readonly object _gate = new();
    private volatile string? _escape;
    private volatile bool _over;

    /// <summary>Real time given to code that seems to have escaped to show itself, so that it can be named.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Those who run now, for guesses at who has escaped.</summary>
    public Func<string?>? Suspects { get; set; }

    /// <summary>
    /// True on the simulation's own thread. Any other has escaped, and what it wants is left undone: the simulation
    /// fails and says who it was.
    /// </summary>
    /// <param name="wish">What it wants.</param>
    /// <param name="message">What tells who it is, when something does.</param>
    public bool IsInside(string wish, object? message = null)
    {
        if (Environment.CurrentManagedThreadId == _thread) return true;
        if (_over) return false;
        string? who = MessageText.JobIn(message) ?? AmbientJob.Job?.ToString();
        string where = AmbientJob.Owner is { } owner ? $" of '{owner.Name}'" : "";
        lock (_gate)
        {
            _escape ??= $"{(who is null ? "Code" : $"Job {who}")}{where} has escaped from the simulation: it wants to "
                + $"{wish} on another thread. After ConfigureAwait(false), Task.Run or a real timer the seed does not "
                + "reach it; await without them, and take time from the simulation."
                + (who is null ? "{0}" : "");
            Monitor.PulseAll(_gate);
        }

        return false;
    }

    /// <summary>What comes from outside from now on is of no interest.</summary>
    public void End() => _over = true;

    /// <summary>Refuses what can never happen any more.</summary>
    /// <param name="wish">What is wanted.</param>
    /// <exception cref="InvalidOperationException">The simulation has ended.</exception>
    public void EnsureNotOver(string wish)
    {
        if (_over) throw new InvalidOperationException($"The simulation of seed {Seed} has ended: it cannot {wish}.");
    }

    /// <summary>
    /// Fails because the present step does not end. Called on another thread, while this one can do nothing.
    /// </summary>
    /// <param name="time">How long the step has taken, in real time.</param>
    public SimulationException FailAsBlocked(TimeSpan time)
    {
        string who = _running switch
        {
            JobHandle job => $"job {MessageText.NameOf(job)}",
            VirtualTimer => "a timer's callback",
            _ => DescribeSuspects() is { Length: > 0 } names ? $"the test or a job that runs ({names})" : "the test",
        };
        string seconds = time.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture);
        Fail($"The simulation's thread has been blocked for {seconds} s of real time, by {who}. Whatever it waits for"
            + " can only happen on that thread: await it instead of using Wait(), Result or a lock. How long a step"
            + " may take is SimulationOptions.StepTimeout.");
        return Failure!;
    }

    // The other thread is blocked, but may go on at this very moment.
    private string? DescribeSuspects()
    {
        try
        {
            return Suspects?.Invoke();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private void LookForEscapes(bool wait)
    {
        if (wait) WaitForEscape();
        if (_escape is not { } escape) return;
        string suspects = Suspects?.Invoke() is { Length: > 0 } running
            ? $" It is one of those that run: {running}."
            : "";
        Fail(escape.Replace("{0}", suspects, StringComparison.Ordinal));
    }

    private void WaitForEscape()
    {
        long start = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            while (_escape is null && Patience - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } left)
                Monitor.Wait(_gate, left);
        }
    }
}
