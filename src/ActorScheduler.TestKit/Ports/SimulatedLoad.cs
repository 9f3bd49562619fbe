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
    /// <exception cref="ArgumentOutOfRangeException">The figure is negative or no number.</exception>
    public void Set(double? load)
    {
        if (load is { } figure && !IsLoad(figure))
            throw new ArgumentOutOfRangeException(nameof(load), load, "A load is a number of at least 0, or null.");
        _curve = _ => load;
    }

    /// <summary>From now on the load follows a curve.</summary>
    /// <param name="curve">
    /// The load at a virtual time since the start; null means that it cannot be read then. One that throws, or gives
    /// what is no load, fails the simulation.
    /// </param>
    public void Follow(Func<TimeSpan, double?> curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        _curve = curve;
    }

    /// <inheritdoc/>
    public double? Read(LoadSignal signal)
    {
        try
        {
            double? load = _curve(_engine.Time.Elapsed);
            if (load is not { } figure || IsLoad(figure)) return load;
            _engine.Fail($"The load's curve gives {figure} at {_engine.Time.Elapsed}: a load is at least 0, or null.");
        }
        catch (Exception e)
        {
            _engine.Fail($"The load's curve threw at {_engine.Time.Elapsed}: {e.Message}", e);
        }

        return null;
    }

    private static bool IsLoad(double figure) => figure >= 0 && double.IsFinite(figure);
}
