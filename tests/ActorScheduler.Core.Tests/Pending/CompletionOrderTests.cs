using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Pending;

public sealed class CompletionOrderTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(3)]
    [Trait("Contract", "CALL-75")]
    [Trait("Contract", "CALL-81")]
    public void Random_orders_give_each_item_once_in_the_order_of_the_ends_and_never_exceed_the_limit(int? limit)
    {
        for (int seed = 0; seed < 500; seed++) Play(new Random(seed), limit, seed);
    }

    [Fact]
    [Trait("Contract", "CALL-75")]
    [Trait("Contract", "PORT-65")]
    public void The_source_is_asked_only_while_fewer_than_the_limit_are_unfinished_and_always_without_one()
    {
        var limited = new CompletionOrder<string>(2);
        Assert.True(limited.MayPull);
        limited.Take("a");
        limited.Take("b");
        Assert.False(limited.MayPull);
        limited.ItemEnded("a");
        Assert.True(limited.MayPull);
        var unlimited = new CompletionOrder<string>(null);
        for (int i = 0; i < 100; i++) unlimited.Take($"item {i}");
        Assert.True(unlimited.MayPull);
    }

    [Fact]
    [Trait("Contract", "CALL-82")]
    public void An_item_that_comes_twice_counts_once_also_when_it_has_been_given()
    {
        var order = new CompletionOrder<string>(1);
        string item = new('x', 1);
        Assert.True(order.Take(item));
        Assert.False(order.Take(item));
        order.ItemEnded(item);
        Assert.Equal(CompletionStep.Item, order.Next(out _));
        Assert.False(order.Take(item));
        Assert.Equal(CompletionStep.Wait, order.Next(out _));
        order.SourceEnded(null);
        Assert.Equal(CompletionStep.End, order.Next(out _));
    }

    [Fact]
    public void A_slow_reader_lets_the_source_rest()
    {
        var order = new CompletionOrder<object>(1);
        for (int i = 0; i < CompletionOrder<object>.MaxUnread; i++)
        {
            Assert.True(order.MayPull);
            var item = new object();
            order.Take(item);
            order.ItemEnded(item);
        }

        Assert.False(order.MayPull);
        order.Next(out _);
        Assert.True(order.MayPull);
    }

    [Theory]
    [InlineData(ReturnWhen.All)]
    [InlineData(ReturnWhen.FirstCompleted)]
    [InlineData(ReturnWhen.FirstException)]
    [Trait("Contract", "CALL-84")]
    public void A_wait_is_over_exactly_when_its_condition_holds(ReturnWhen until)
    {
        JobOutcome[] outcomes = Enum.GetValues<JobOutcome>();
        foreach (JobOutcome first in outcomes)
        {
            foreach (JobOutcome second in outcomes)
            {
                var count = new CompletionCount(until, 2);
                Assert.False(count.IsOver);
                bool early = until == ReturnWhen.FirstCompleted || (until == ReturnWhen.FirstException && first != JobOutcome.Completed);
                Assert.Equal(early, count.ItemEnded(first));
                Assert.True(count.ItemEnded(second));
            }
        }

        Assert.True(new CompletionCount(until, 0).IsOver);
    }

    private static void Play(Random random, int? limit, int seed)
    {
        var order = new CompletionOrder<object>(limit);
        List<object> running = [], ended = [], given = [];
        bool open = true, failed = false;
        while (true)
        {
            switch (random.Next(4))
            {
                case 0 when order.MayPull:
                    var item = new object();
                    Assert.True(order.Take(item));
                    running.Add(item);
                    break;
                case 1 when running.Count > 0:
                    object end = running[random.Next(running.Count)];
                    running.Remove(end);
                    ended.Add(end);
                    order.ItemEnded(end);
                    break;
                case 2 when open && random.Next(20) == 0:
                    failed = random.Next(2) == 0;
                    open = false;
                    order.SourceEnded(failed ? new InvalidDataException() : null);
                    break;
                case 3:
                    CompletionStep expected =
                        given.Count < ended.Count ? CompletionStep.Item
                        : failed ? CompletionStep.Fail
                        : !open && running.Count == 0 ? CompletionStep.End
                        : CompletionStep.Wait;
                    Assert.True(expected == order.Next(out object? next), $"seed {seed}");
                    if (next is not null) given.Add(next);
                    if (expected is CompletionStep.Fail or CompletionStep.End)
                    {
                        Assert.Equal(ended, given);
                        return;
                    }

                    break;
            }

            Assert.True(limit is null || order.Unfinished.Count <= limit, $"seed {seed}");
        }
    }
}
