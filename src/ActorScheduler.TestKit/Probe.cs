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
    private bool _isRead;

    internal Probe(Simulation simulation, Func<SimulationEvent, bool> wanted)
    {
        _simulation = simulation;
        simulation.Engine.Observe(new Follower(this, simulation.Engine, wanted));
    }

    /// <summary>How many events have come that were not taken.</summary>
    public int Count => _seen.Count;

    /// <summary>Takes the next event, or waits for it.</summary>
    /// <param name="within">
    /// The longest virtual time to wait, its last moment included; null means as long as anything can happen.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="InvalidOperationException">Somebody waits for the next event already.</exception>
    /// <exception cref="TimeoutException">None came in that time.</exception>
    public async Task<SimulationEvent> NextAsync(TimeSpan? within = null)
    {
        if (within is { } longest) ArgumentOutOfRangeException.ThrowIfLessThan(longest, TimeSpan.Zero, nameof(within));
        if (_isRead) throw new InvalidOperationException("A probe has one reader at a time.");
        _isRead = true;
        try
        {
            if (_seen.Count == 0) await WaitAsync(within);
            return _seen.Dequeue();
        }
        finally
        {
            _isRead = false;
        }
    }

    /// <summary>Completes when so much virtual time has passed and no event has come.</summary>
    /// <param name="within">The time.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="InvalidOperationException">One came, or had come before and was not taken.</exception>
    public async Task NoneAsync(TimeSpan within)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(within, TimeSpan.Zero);
        if (_seen.Count == 0) await _simulation.Time.AdvanceAsync(within);
        if (_seen.TryPeek(out SimulationEvent came))
            throw new InvalidOperationException($"No such event was to come, but this one did: {came}");
    }

    private async Task WaitAsync(TimeSpan? within)
    {
        _simulation.Engine.EnsureNotOver("give an event");
        _waiting = new TaskCompletionSource();
        Task waiting = _waiting.Task;
        if (within is not { } left)
        {
            await waiting;
            return;
        }

        for (; left > TimeSpan.Zero; left -= Simulation.LongestPiece)
        {
            TimeSpan piece = left < Simulation.LongestPiece ? left : Simulation.LongestPiece;
            if (await ComesAsync(waiting, piece)) return;
        }

        // What happens at the last moment counts.
        await _simulation.Time.AdvanceAsync(TimeSpan.Zero);
        _waiting = null;
        if (_seen.Count == 0) throw new TimeoutException($"No such event came within {within}.");
    }

    private async Task<bool> ComesAsync(Task waiting, TimeSpan within)
    {
        try
        {
            await waiting.WaitAsync(within, _simulation.Time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void Take(in SimulationEvent e)
    {
        _seen.Enqueue(e);
        if (_waiting is not { } waiting) return;
        _waiting = null;
        _simulation.Engine.Post(new Actors.ActionWork(() => waiting.TrySetResult()), host: null);
    }

    private sealed class Follower(Probe probe, SimulationEngine engine, Func<SimulationEvent, bool> wanted)
        : IEngineObserver
    {
        public void Happened(in SimulationEvent e)
        {
            try
            {
                if (wanted(e)) probe.Take(e);
            }
            catch (Exception failure)
            {
                // It is the test's own fault, not that of the code in whose midst the event happened.
                engine.Fail($"A probe cannot tell whether it wants an event: {failure.Message}", failure);
            }
        }
    }
}
