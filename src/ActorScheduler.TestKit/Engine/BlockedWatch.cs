using System.Diagnostics;

namespace ActorScheduler.TestKit.Engine;

/// <summary>
/// Looks on in real time, from outside: a step that does not end because the simulation's thread is blocked would hang
/// the test for ever. It changes nothing of a simulation whose steps end.
/// </summary>
internal sealed class BlockedWatch : IDisposable
{
    // Found at the latest when a quarter more than the time has passed.
    private const int Looks = 4;

    private readonly SimulationEngine _engine;
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly Action<SimulationException> _found;
    private readonly ITimer _timer;
    private long _step = -1;
    private long _since;

    private BlockedWatch(SimulationEngine engine, SimulationOptions options, Action<SimulationException> found)
    {
        _engine = engine;
        _time = options.RealTime;
        _limit = options.StepTimeout;
        _found = found;
        _timer = _time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        LookLater();
    }

    /// <summary>Begins to look; null when a step may take as long as it likes.</summary>
    /// <param name="engine">What is looked at.</param>
    /// <param name="options">Say how long a step may take.</param>
    /// <param name="found">Told, once and on another thread, that a step does not end.</param>
    public static BlockedWatch? Start(
        SimulationEngine engine, SimulationOptions options, Action<SimulationException> found) =>
        options.StepTimeout == Timeout.InfiniteTimeSpan ? null : new BlockedWatch(engine, options, found);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        long now = _time.GetTimestamp();
        long step = _engine.Step;
        // Somebody who debugs a step takes all the time there is.
        if (step != _step || _engine.Running is null || Debugger.IsAttached)
        {
            _step = step;
            _since = now;
        }
        else if (_time.GetElapsedTime(_since, now) is var time && time >= _limit)
        {
            _found(_engine.FailAsBlocked(time));
            return;
        }

        LookLater();
    }

    private void LookLater() => _timer.Change(_limit / Looks, Timeout.InfiniteTimeSpan);
}
