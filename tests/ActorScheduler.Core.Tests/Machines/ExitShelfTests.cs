using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines;

/// <summary>How large the segments get in which exits are kept.</summary>
public sealed class ExitShelfTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(160, 10)]
    [InlineData(int.MaxValue, ExitShelf.LargestSegment)]
    public void A_segment_is_a_sixteenth_and_never_too_large_for_a_snapshot(int most, int largest)
    {
        var shelf = new ExitShelf(TimeSpan.MaxValue, most);
        Assert.True(shelf.NeedsSegment(0));
        ExitSegment segment = shelf.Open(1, 0);
        shelf.Fill(segment, largest - 1, 0, []);
        Assert.False(shelf.NeedsSegment(TimeSpan.FromDays(3650).Ticks));
        shelf.Place(new JobId(1, 1), isKeyed: true, at: 0);
        Assert.True(shelf.NeedsSegment(0));
    }
}
