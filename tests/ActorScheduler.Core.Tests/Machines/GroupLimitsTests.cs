using System.Globalization;
using ActorScheduler.Core.Tests.Machines.Model;
using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines;

public sealed class GroupLimitsTests
{
    private static readonly GroupKey[] Keys = ["a", "b", "c", "d", "free"];

    [Theory]
    [InlineData(0, true)]
    [InlineData(1000, false)]
    [Trait("Contract", "POOL-18")]
    [Trait("Contract", "POOL-9")]
    [Trait("Contract", "POOL-14")]
    [Trait("Contract", "POOL-15")]
    public void Limits_hold_lines_keep_their_order_and_nobody_starves_whatever_happens(int firstSeed, bool steadyLimits)
    {
        for (int seed = firstSeed; seed < firstSeed + 150; seed++)
        {
            try
            {
                Live(new Random(seed), steadyLimits);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {e.Message}"), e);
            }
        }
    }

    [Fact]
    [Trait("Contract", "POOL-18")]
    public void A_job_enters_all_of_its_groups_or_none()
    {
        var world = new GroupWorld();
        world.SetLimit("a", 1);
        world.SetLimit("b", 1);
        FakeJob first = world.Spawn(0, "b");
        FakeJob both = world.Spawn(0, "a", "b");

        Assert.Equal(0, world.Held("a"));
        Assert.Equal([both], world.Waiting);
        Assert.Contains(world.Spawn(0, "a"), world.Inside);      // what waits holds no place

        world.Exit(first);
        Assert.Equal(0, world.Held("b"));
        world.Exit(world.Inside.Single());
        Assert.Equal([both], world.Inside);
    }

    [Fact]
    public void A_job_of_two_groups_gets_in_although_an_endless_stream_keeps_one_of_them_full()
    {
        var world = new GroupWorld();
        world.SetLimit("a", 1);
        world.SetLimit("b", 1);
        FakeJob inA = world.Spawn(0, "a");
        FakeJob inB = world.Spawn(0, "b");
        FakeJob both = world.Spawn(0, "a", "b");

        int steps = 0;
        for (; !world.Inside.Contains(both); steps++)
        {
            // One of the two groups is always taken: the next of a stream comes before the last has gone.
            Assert.InRange(steps, 0, 4 * GroupLimits.MaxPasses);
            FakeJob? nextA = world.Spawn(0, "a");
            if (world.Inside.Contains(inA)) world.Exit(inA);
            inA = world.Inside.Contains(nextA) ? nextA : inA;
            FakeJob nextB = world.Spawn(0, "b");
            if (world.Inside.Contains(inB)) world.Exit(inB);
            inB = world.Inside.Contains(nextB) ? nextB : inB;
        }

        Assert.InRange(world.MostOvertaken, 1, GroupLimits.MaxPasses);
    }

    [Fact]
    public void The_oldest_being_paused_does_not_let_the_next_starve()
    {
        var world = new GroupWorld();
        foreach (GroupKey key in Keys[..4]) world.SetLimit(key, 1);
        world.SetLimit("d", 0);
        FakeJob inA = world.Spawn(0, "a");
        FakeJob inB = world.Spawn(0, "b");
        for (int i = 0; i < 50; i++) world.Spawn(0, "a", "b", "d");
        FakeJob both = world.Spawn(0, "a", "b");

        for (int i = 0; !world.Inside.Contains(both); i++)
        {
            Assert.InRange(i, 0, 4 * GroupLimits.MaxPasses);
            inA = Replace(world, inA, "a");
            inB = Replace(world, inB, "b");
        }
    }

    [Fact]
    [Trait("Contract", "POOL-6")]
    [Trait("Contract", "POOL-10")]
    public void A_paused_group_holds_only_those_who_need_it_and_its_end_lets_them_in_by_age()
    {
        var world = new GroupWorld();
        world.SetLimit("a", 1);
        world.SetLimit("b", 0);
        FakeJob held = world.Spawn(0, "a", "b");
        for (int i = 0; i < 100; i++) world.Exit(world.Spawn(0, "a"));
        FakeJob inA = world.Spawn(0, "a");
        FakeJob later = world.Spawn(0, "a");

        world.SetLimit("b", 1);
        Assert.Equal([inA], world.Inside);
        world.Exit(inA);
        Assert.Equal([held], world.Inside);
        world.Exit(held);
        Assert.Equal([later], world.Inside);
    }

    [Fact]
    public void A_group_without_a_limit_is_kept_for_nobody()
    {
        var world = new GroupWorld();
        world.SetLimit("a", 1);
        world.Spawn(0, "a");
        world.Spawn(0, "a", "free");

        for (int i = 0; i < 100; i++) Assert.Contains(world.Spawn(0, "free"), world.Inside);
    }

    [Fact]
    [Trait("Contract", "POOL-10")]
    public void A_higher_limit_lets_as_many_in_as_it_has_room_for()
    {
        var world = new GroupWorld();
        world.SetLimit("a", 0);
        FakeJob[] jobs = [.. Enumerable.Range(0, 5).Select(_ => world.Spawn(0, "a"))];

        world.SetLimit("a", 2);
        Assert.Equal(jobs[..2], world.Inside);
        world.SetLimit("a", 1);
        Assert.Equal(2, world.Held("a"));
        world.SetLimit("a", null);
        Assert.Equal(jobs, world.Inside);
    }

    [Fact]
    [Trait("Contract", "POOL-14")]
    public void Groups_that_nobody_uses_are_forgotten()
    {
        var world = new GroupWorld();
        world.SetLimit("a", 1);
        for (int i = 0; i < 1000; i++) world.Exit(world.Spawn(0, "a", GroupKey.Of("volume", i)));

        Assert.Equal(1, world.Count);
        world.SetLimit("a", null);
        Assert.Equal(0, world.Count);
    }

    [Theory]
    [InlineData(nameof(GroupFault.LimitUntold), "which is full")]
    [InlineData(nameof(GroupFault.ExitUntold), "holds")]
    [InlineData(nameof(GroupFault.PriorityUntold), "which needs the same")]
    [InlineData(nameof(GroupFault.PassesForbidden), "was passed 1 times")]
    public void The_checks_of_these_tests_notice_what_they_look_for(string fault, string words)
    {
        List<string> noticed = [];
        for (int seed = 0; seed < 100 && !noticed.Exists(n => n.Contains(words, StringComparison.Ordinal)); seed++)
        {
            Exception? seen = Record.Exception(() => Live(new Random(seed), steadyLimits: true, Enum.Parse<GroupFault>(fault)));
            if (seen is ModelViolation violation) noticed.Add(violation.Message);
        }

        Assert.Contains(noticed, n => n.Contains(words, StringComparison.Ordinal));
    }

    private static FakeJob Replace(GroupWorld world, FakeJob inside, GroupKey key)
    {
        FakeJob next = world.Spawn(0, key);
        if (world.Inside.Contains(inside)) world.Exit(inside);
        return world.Inside.Contains(next) ? next : inside;
    }

    private static void Live(Random random, bool steadyLimits, GroupFault fault = GroupFault.None)
    {
        var world = new GroupWorld(fault) { CountsOvertaking = steadyLimits };
        foreach (GroupKey key in Keys[..4]) world.SetLimit(key, random.Next(0, 3));
        int priorities = random.Next(2);
        for (int step = 0; step < 400; step++)
        {
            int drawn = random.Next(100);
            if (drawn < 45 && world.Waiting.Count < 40)
            {
                int most = random.Next(1, 4);
                world.Spawn(priorities * random.Next(2), [.. Keys.OrderBy(_ => random.Next()).Take(most)]);
            }
            else if (drawn < 85 && world.Inside.Count > 0)
            {
                world.Exit(world.Inside[random.Next(world.Inside.Count)]);
            }
            else if (drawn < 92 && world.Waiting.Count > 0)
            {
                world.Cancel(world.Waiting[random.Next(world.Waiting.Count)]);
            }
            else if (drawn < 95)
            {
                world.Slots = random.Next(3) == 0 ? int.MaxValue : random.Next(6);
            }
            else
            {
                world.SetLimit(Keys[random.Next(4)], !steadyLimits && random.Next(4) == 0 ? null : random.Next(0, 3));
            }
        }

        world.Slots = int.MaxValue;
        foreach (GroupKey key in Keys[..4]) world.SetLimit(key, 1);
        while (world.Inside.Count > 0) world.Exit(world.Inside[0]);
        Assert.Empty(world.Waiting);
        Assert.Equal(4, world.Count);
    }
}
