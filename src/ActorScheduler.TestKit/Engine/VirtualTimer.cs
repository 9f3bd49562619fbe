using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler.TestKit.Engine;

/// <summary>A timer that code got from <see cref="VirtualTime"/>.</summary>
internal sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : HostTimer, ITimer
{
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private TimeSpan _period = Timeout.InfiniteTimeSpan;
    private bool _disposed;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, nameof(dueTime));
        Check(period, nameof(period));
        if (_disposed) return false;
        _period = period;
        if (dueTime == Timeout.InfiniteTimeSpan) time.Cancel(this);
        else time.Set(this, Moments.After(time.Now, dueTime), time.CurrentHost);
        return true;
    }

    public override void Fire()
    {
        if (_period > TimeSpan.Zero) time.Set(this, Moments.After(time.Now, _period), time.CurrentHost);
        if (_context is null) callback(state);
        else ExecutionContext.Run(_context, static s => ((VirtualTimer)s!).Call(), this);
    }

    public void Dispose()
    {
        _disposed = true;
        time.Cancel(this);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static void Check(TimeSpan value, string name)
    {
        if (value < TimeSpan.Zero && value != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(name, value, "A time must not be negative.");
    }

    private void Call() => callback(state);
}
