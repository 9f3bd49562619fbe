using ActorScheduler.TestKit.Engine;

namespace ActorScheduler.TestKit;

/// <summary>The load of a simulated machine: a curve over virtual time, the same for every signal.</summary>
public sealed class SimulatedLoad : ILoadSource
{
    private readonly SimulationEngine _engine;
    private Func<TimeSpan, double?> _curve = static _ => 0;

    internal SimulatedLoad(SimulationEngine engine) => _engine = engine;

    /// <summary>From now on the load is this.</summary>
    /// <param name="load">The figure; null means that it cannot be read.</param>
    public void Set(double? load) => _curve = _ => load;

    /// <summary>From now on the load follows a curve.</summary>
    /// <param name="curve">The load at a virtual time since the start; null means that it cannot be read then.</param>
    public void Follow(Func<TimeSpan, double?> curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        _curve = curve;
    }

    /// <inheritdoc/>
    public double? Read(LoadSignal signal) => _curve(_engine.Time.Elapsed);
}
