namespace ActorScheduler.Machines;

/// <summary>Arithmetic of moments, in ticks of UTC.</summary>
internal static class Moments
{
    /// <summary>No moment is later: what is due then is never due.</summary>
    public static long Never => DateTime.MaxValue.Ticks;

    /// <summary>
    /// A moment later by <paramref name="span"/>, and never later than a date can be: so the longest span that there is
    /// means "never" and not a moment in the past.
    /// </summary>
    public static long After(long now, TimeSpan span)
    {
        long left = DateTime.MaxValue.Ticks - now;
        return span.Ticks >= left ? DateTime.MaxValue.Ticks : now + span.Ticks;
    }
}
