using ActorScheduler.Runtime;
using ActorScheduler.TestKit.Engine;

namespace ActorScheduler.TestKit;

/// <summary>
/// The time of a simulation. It stands still while anything can run, and leaps to the next timer when nothing can, so
/// that a day passes in no time. Timers fire in the order in which they are due, each at its own time, those of one
/// moment in the order in which they were set. Use it wherever code takes a <see cref="TimeProvider"/>.
/// </summary>
/// <remarks>Only for code that runs inside the simulation.</remarks>
public sealed class VirtualTime : TimeProvider
{
    private readonly SimulationEngine _engine;
    private readonly TimerQueue _queue = new();
    private readonly Dictionary<HostTimer, SimulatedHost> _owners = [];
    private readonly long _start;

    internal VirtualTime(SimulationEngine engine, DateTimeOffset start)
    {
        _engine = engine;
        _start = Now = start.UtcTicks;
    }

    /// <summary>How much time has passed since the start.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(Now - _start);

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    internal long Now { get; private set; }

    /// <summary>When the next timer is due; those that are never due are left out.</summary>
    internal long? NextDue => _queue.NextDue is { } due && due < Machines.Moments.Never ? due : null;

    internal int Count => _queue.Count;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Now, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long GetTimestamp() => Now - _start;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The simulation has ended.</exception>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        _engine.EnsureNotOver("set a timer");
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>
    /// Completes when so much time has passed and all that was due until then has been done. Meanwhile the rest goes
    /// on.
    /// </summary>
    /// <param name="time">How much; zero waits until nothing can run at this moment.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The time is negative, for time does not go back, or reaches beyond the last date that there is.
    /// </exception>
    /// <exception cref="InvalidOperationException">The simulation has ended.</exception>
    public Task AdvanceAsync(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, TimeSpan.FromTicks(Machines.Moments.Never - Now));
        _engine.EnsureNotOver("wait for a time");
        return _engine.WaitUntilQuiet(Machines.Moments.After(Now, time));
    }

    /// <summary>The node whose code runs now; null for the test's own.</summary>
    internal SimulatedHost? CurrentHost => _engine.Current;

    /// <summary>Sets a timer.</summary>
    /// <param name="timer">What fires.</param>
    /// <param name="due">When.</param>
    /// <param name="owner">The node that it ends with; null when it belongs to none.</param>
    internal void Set(HostTimer timer, long due, SimulatedHost? owner)
    {
        if (!_engine.IsInside("set a timer") || owner?.IsGone == true) return;
        if (owner is null) _owners.Remove(timer);
        else _owners[timer] = owner;
        _queue.Set(timer, Math.Max(due, Now));
    }

    internal bool Cancel(HostTimer timer)
    {
        if (!_engine.IsInside("cancel a timer")) return false;
        _owners.Remove(timer);
        return _queue.Remove(timer);
    }

    /// <summary>Takes back every timer of a node.</summary>
    internal void CancelAll(SimulatedHost owner)
    {
        HostTimer[] timers = [.. _owners.Where(set => set.Value == owner).Select(set => set.Key)];
        foreach (HostTimer timer in timers) Cancel(timer);
    }

    /// <summary>Takes the next timer that is due now, and says whose it is.</summary>
    internal HostTimer? TakeDue(out SimulatedHost? owner)
    {
        owner = null;
        HostTimer? timer = _queue.TakeDue(Now);
        if (timer is not null) _owners.Remove(timer, out owner);
        return timer;
    }

    internal void LeapTo(long moment) => Now = moment;
}
