using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines;

public sealed class ExitShelfTests
{
    private static readonly TimeSpan Keep = TimeSpan.FromTicks(160);

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

    [Fact]
    public void An_exit_is_kept_for_its_time_and_at_most_a_sixteenth_longer()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var life = new Life(new ExitShelf(Keep, int.MaxValue));
            for (int step = 0; step < 300; step++)
            {
                life.Now += random.Next(20);
                life.End(isKeyed: random.Next(3) == 0);
                Assert.All(life.Ended, e => Assert.True(life.IsKept(e.Job) || life.Now - e.At >= Keep.Ticks, $"seed {seed}"));
                // The newest segment may have been opened a sixteenth before this exit.
                Assert.All(life.Ended, e => Assert.True(
                    !life.IsKept(e.Job) || life.Now - e.At <= Keep.Ticks + (Keep.Ticks / 16) + 20, $"seed {seed}"));
            }
        }
    }

    [Fact]
    public void No_more_are_kept_than_may_be_and_the_oldest_go_first()
    {
        var life = new Life(new ExitShelf(TimeSpan.MaxValue, 64));
        for (int i = 0; i < 1000; i++)
        {
            life.End(isKeyed: false);
            Assert.True(life.Shelf.Count <= 64 + 4, "a segment more at most");
        }

        long[] kept = [.. life.Ended.Where(e => life.IsKept(e.Job)).Select(e => e.Job.Sequence)];
        Assert.InRange(kept.Length, 60, 68);
        Assert.Equal(Enumerable.Range(1000 - kept.Length + 1, kept.Length).Select(n => (long)n), kept);
    }

    [Fact]
    public void A_key_is_taken_as_long_as_its_newest_exit_is_kept()
    {
        var life = new Life(new ExitShelf(Keep, int.MaxValue));
        JobId job = life.End(isKeyed: true);
        Assert.True(life.Shelf.HasKey(job, life.Now));
        life.Now += Keep.Ticks - 1;
        Assert.True(life.Shelf.HasKey(job, life.Now));
        life.End(isKeyed: true, job);
        life.Now += 1;
        life.End(isKeyed: false);      // the segment of the first exit goes
        Assert.True(life.Shelf.HasKey(job, life.Now));
        life.Now += Keep.Ticks;
        Assert.False(life.Shelf.HasKey(job, life.Now), "also when nothing has dropped it yet");
        life.End(isKeyed: false);
        Assert.Equal(0, life.Shelf.KeyedCount);
    }

    [Fact]
    public void A_shelf_that_was_filled_again_goes_on_as_the_one_before()
    {
        var life = new Life(new ExitShelf(Keep, 40));
        var random = new Random(1);
        for (int i = 0; i < 100; i++)
        {
            life.Now += random.Next(4);
            life.End(isKeyed: random.Next(2) == 0);
        }

        var copy = new ExitShelf(Keep, 40);
        foreach (ExitSegment segment in life.Shelf.Segments)
            copy.Fill(copy.Open(segment.Number, segment.OpenedAt), segment.Count, segment.LastAt, segment.Keyed);
        Assert.Equal((life.Shelf.Count, life.Shelf.KeyedCount, life.Shelf.NextNumber),
            (copy.Count, copy.KeyedCount, copy.NextNumber));
        for (long later = life.Now; later < life.Now + 400; later += 7)
        {
            Assert.Equal(life.Shelf.FirstToKeep(later), copy.FirstToKeep(later));
            Assert.Equal(life.Shelf.NeedsSegment(later), copy.NeedsSegment(later));
        }
    }

    [Fact]
    public void A_shelf_of_no_time_keeps_nothing() => Assert.False(new ExitShelf(TimeSpan.Zero, 10).Keeps);

    private sealed class Life(ExitShelf shelf)
    {
        private readonly Dictionary<JobId, long> _segments = [];
        private long _last;

        public ExitShelf Shelf => shelf;

        public long Now { get; set; } = 1000;

        public List<(JobId Job, long At)> Ended { get; } = [];

        public bool IsKept(JobId job) => shelf.Segments.Any(segment => segment.Number == _segments[job]);

        public JobId End(bool isKeyed, JobId? again = null)
        {
            if (shelf.NeedsSegment(Now))
            {
                shelf.DropBelow(shelf.FirstToKeep(Now));
                shelf.Open(shelf.NextNumber, Now);
            }

            JobId job = again ?? new JobId(1, ++_last);
            _segments[job] = shelf.Place(job, isKeyed, Now).Number;
            Ended.Add((job, Now));
            return job;
        }
    }
}
