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

    internal long? NextDue => _queue.NextDue;

    internal int Count => _queue.Count;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Now, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long GetTimestamp() => Now - _start;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>
    /// Completes when so much time has passed and all that was due until then has been done. Meanwhile the rest goes
    /// on.
    /// </summary>
    /// <param name="time">How much; zero waits until nothing can run at this moment.</param>
    public Task AdvanceAsync(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, nameof(time));
        return _engine.WaitUntilQuiet(Machines.Moments.After(Now, time));
    }

    internal void Set(HostTimer timer, long due)
    {
        if (_engine.IsInside("set a timer")) _queue.Set(timer, Math.Max(due, Now));
    }

    internal bool Cancel(HostTimer timer) => _engine.IsInside("cancel a timer") && _queue.Remove(timer);

    /// <summary>Takes the next timer that is due now.</summary>
    internal HostTimer? TakeDue() => _queue.TakeDue(Now);

    internal void LeapTo(long moment) => Now = moment;
}
