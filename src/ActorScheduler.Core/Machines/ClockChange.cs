namespace ActorScheduler.Machines;

/// <summary>A moment at which a zone's clocks are put forward or back.</summary>
/// <param name="At">The first moment of the new offset; the latest one there is when nothing changes.</param>
/// <param name="Before">The offset before.</param>
/// <param name="After">The offset from then on.</param>
internal readonly record struct ClockChange(long At, long Before, long After)
{
    public bool IsNone => Before == After;

    /// <summary>What the wall would show at that moment, had nothing changed.</summary>
    public long WallBefore => At + Before;

    /// <summary>What the wall shows at that moment.</summary>
    public long WallAfter => At + After;

    /// <summary>True when the wall never shows this time.</summary>
    public bool LeavesOut(long wall) => !IsNone && wall >= WallBefore && wall < WallAfter;

    /// <summary>True when the wall shows this time twice.</summary>
    public bool Repeats(long wall) => !IsNone && wall >= WallAfter && wall < WallBefore;

    /// <summary>When the wall first shows a time; of one that is left out, when the clock jumps over it.</summary>
    public long FirstMomentOf(long wall)
    {
        if (IsNone || wall < WallBefore) return wall - Before;
        return LeavesOut(wall) ? At : wall - After;
    }
}
