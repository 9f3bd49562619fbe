namespace ActorScheduler.Runtime;

/// <summary>
/// The time of a node in ticks of UTC: read from the wall clock once, at the start, and counted on by the monotonic
/// clock, so that it never goes back and differences are true durations.
/// </summary>
internal sealed class NodeClock(TimeProvider provider)
{
    private readonly long _origin = provider.GetUtcNow().UtcTicks;
    private readonly long _start = provider.GetTimestamp();
    private readonly long _divisor = provider.TimestampFrequency % TimeSpan.TicksPerSecond == 0
        ? provider.TimestampFrequency / TimeSpan.TicksPerSecond
        : 0;

    public TimeProvider Provider => provider;

    public long Now
    {
        get
        {
            long timestamp = provider.GetTimestamp();
            return _origin
                + (_divisor != 0 ? (timestamp - _start) / _divisor : provider.GetElapsedTime(_start, timestamp).Ticks);
        }
    }

    public static DateTimeOffset ToTime(long ticks) => new(ticks, TimeSpan.Zero);
}
