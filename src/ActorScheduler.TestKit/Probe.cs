using ActorScheduler.TestKit.Engine;

namespace ActorScheduler.TestKit;

/// <summary>
/// Follows events of a simulation from the moment it was made: gives those that matter one by one, or proves that none
/// comes. Use it inside the simulation, one reader at a time.
/// </summary>
public sealed class Probe
{
    private readonly Simulation _simulation;
    private readonly Queue<SimulationEvent> _seen = new();
    private TaskCompletionSource? _waiting;

    internal Probe(Simulation simulation, Func<SimulationEvent, bool> wanted)
    {
        _simulation = simulation;
        simulation.Engine.Observe(new Follower(this, wanted));
    }

    /// <summary>How many events have come that were not taken.</summary>
    public int Count => _seen.Count;

    /// <summary>Takes the next event, or waits for it.</summary>
    /// <param name="within">The longest virtual time to wait; null means as long as anything can happen.</param>
    /// <exception cref="TimeoutException">None came in that time.</exception>
    public async Task<SimulationEvent> NextAsync(TimeSpan? within = null)
    {
        if (_seen.Count == 0)
        {
            _waiting = new TaskCompletionSource();
            Task waiting = _waiting.Task;
            await (within is { } time ? waiting.WaitAsync(time, _simulation.Time) : waiting);
        }

        return _seen.Dequeue();
    }

    /// <summary>Completes when so much virtual time has passed and no event has come.</summary>
    /// <param name="within">The time.</param>
    /// <exception cref="InvalidOperationException">One came, or had come before and was not taken.</exception>
    public async Task NoneAsync(TimeSpan within)
    {
        if (_seen.Count == 0) await _simulation.Time.AdvanceAsync(within);
        if (_seen.TryPeek(out SimulationEvent came))
            throw new InvalidOperationException($"No such event was to come, but this one did: {came}");
    }

    private void Take(in SimulationEvent e)
    {
        _seen.Enqueue(e);
        if (_waiting is not { } waiting) return;
        _waiting = null;
        _simulation.Engine.Post(new Actors.ActionWork(() => waiting.TrySetResult()));
    }

    private sealed class Follower(Probe probe, Func<SimulationEvent, bool> wanted) : IEngineObserver
    {
        public void Happened(in SimulationEvent e)
        {
            if (wanted(e)) probe.Take(e);
        }
    }
}
