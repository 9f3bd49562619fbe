using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Store.Tests.Durable;

/// <summary>A wall clock that can be set, over timers that count the true durations of a clock that stands.</summary>
internal sealed class SettableWall(ManualTime time) : TimeProvider
{
    private long _ahead;

    public override long TimestampFrequency => time.TimestampFrequency;

    /// <summary>Moves what the wall shows by so much; no timer counts it.</summary>
    public void Shift(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _ahead));

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
