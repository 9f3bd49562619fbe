using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Groups;

/// <summary>
/// Users and groups under random operations, with messages delayed as much as the order of each pair allows.
/// </summary>
public sealed class LendingPropertyTests
{
    private static readonly GroupKey[] Keys = ["a", "b", "c"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 150)];

    [Theory]
    [MemberData(nameof(Seeds))]
    [Trait("Contract", "POOL-15")]
    [Trait("Contract", "POOL-18")]
    public void Fixed_limits_hold_at_every_instant_and_everything_ends(int seed)
    {
        var world = new LendingWorld(seed);
        for (int i = 0; i < 1 + world.Random.Next(4); i++) world.AddUser(world.Random.Next(3) == 0 ? 2 : null);
        var limits = Keys.ToDictionary(static k => k, _ => 1 + world.Random.Next(4));
        foreach ((GroupKey key, int limit) in limits) world.SetLimit(key, limit);
        for (int step = 0; step < 400; step++)
        {
            Operate(world);
            foreach ((GroupKey key, int limit) in limits)
                Assert.True(world.Held(key) <= limit, $"seed {seed}, step {step}: {key}");
        }

        AssertAllEnd(world, seed);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    [Trait("Contract", "POOL-9")]
    [Trait("Contract", "POOL-10")]
    public void Limits_may_change_at_any_time(int seed)
    {
        var world = new LendingWorld(seed);
        for (int i = 0; i < 1 + world.Random.Next(4); i++)
            world.AddUser(defaultLimit: world.Random.Next(2) == 0 ? 2 : null);
        for (int step = 0; step < 400; step++)
        {
            if (world.Random.Next(12) == 0)
                world.SetLimit(Keys[world.Random.Next(3)], world.Random.Next(4) == 0 ? null : world.Random.Next(4));
            if (world.Random.Next(100) == 0) world.AddUser();
            if (world.Random.Next(60) == 0) world.FailAnyLender();
            Operate(world);
        }

        foreach (GroupKey key in Keys) world.SetLimit(key, world.Random.Next(2) == 0 ? null : 1 + world.Random.Next(2));
        AssertAllEnd(world, seed);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    [Trait("Contract", "POOL-15")]
    public void What_runs_on_when_its_user_has_failed_counts_until_it_ends(int seed)
    {
        var world = new LendingWorld(seed);
        bool fixedLimits = seed % 2 == 0;
        for (int i = 0; i < 2 + world.Random.Next(3); i++) world.AddUser();
        var limits = Keys.ToDictionary(static k => k, _ => 1 + world.Random.Next(4));
        foreach ((GroupKey key, int limit) in limits) world.SetLimit(key, limit);
        for (int step = 0; step < 400; step++)
        {
            if (world.Random.Next(40) == 0)
            {
                LendingUser[] alive = [.. world.Users.Where(static u => !u.HasFailed)];
                alive[world.Random.Next(alive.Length)].Fail();
                world.AddUser();
            }

            if (!fixedLimits && world.Random.Next(12) == 0)
                world.SetLimit(Keys[world.Random.Next(3)], world.Random.Next(4) == 0 ? null : world.Random.Next(4));
            if (world.Random.Next(60) == 0) world.FailAnyLender();
            Operate(world);
            foreach ((GroupKey key, int limit) in limits)
                Assert.True(!fixedLimits || world.Held(key) <= limit, $"seed {seed}, step {step}: {key}");
        }

        foreach (GroupKey key in Keys) world.SetLimit(key, 1);
        AssertAllEnd(world, seed);
    }

    private static void Operate(LendingWorld world)
    {
        Random random = world.Random;
        LendingUser[] users = [.. world.Users.Where(static u => !u.HasFailed || u.Running.Count > 0)];
        LendingUser user = users[random.Next(users.Length)];
        switch (random.Next(8))
        {
            case 0 or 1 when !user.HasFailed:
                GroupKey[] keys = [.. Keys.Where(_ => random.Next(2) == 0)];
                user.Submit(keys, mustStart: random.Next(2) == 0);
                break;
            case 2 when user.Running.Count > 0:
                user.End(user.Running[random.Next(user.Running.Count)]);
                break;
            case 3 when user.Waiting.Count > 0 && random.Next(4) == 0:
                user.Machine.Cancel(user.Waiting[random.Next(user.Waiting.Count)], null, world.Tick());
                user.CarryOut();
                break;
            default:
                if (!world.IsQuiet) world.DeliverOne();
                break;
        }

        world.AssertLimits();
    }

    private static void AssertAllEnd(LendingWorld world, int seed)
    {
        world.Finish();
        foreach (LendingUser user in world.Users)
        {
            int left = user.Waiting.Count;
            Assert.True(left == 0, $"seed {seed}: {left} jobs of {user.Name} wait for ever.");
            Assert.Equal(0, user.Machine.Running);
            foreach (GroupKey key in Keys) Assert.Equal(0, user.Held(key));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_job_of_several_groups_is_overtaken_a_bounded_number_of_times(int seed)
    {
        var world = new LendingWorld(seed);
        LendingUser[] users = [.. Enumerable.Range(0, 4).Select(_ => world.AddUser())];
        foreach (GroupKey key in Keys) world.SetLimit(key, 1 + world.Random.Next(2));
        foreach (GroupKey key in Keys) Flood(users[1 + world.Random.Next(3)], key, 3);
        world.DeliverAll();
        PoolJob job = users[0].Submit(Keys, mustStart: false);
        for (int step = 0; users[0].Waiting.Contains(job); step++)
        {
            Assert.True(step < 20_000, $"seed {seed}: the job of three groups never starts.");
            LendingUser user = users[1 + world.Random.Next(3)];
            if (user.Waiting.Count < 6) Flood(user, Keys[world.Random.Next(3)], 1);
            if (user.Running.Count > 0 && world.Random.Next(3) == 0) user.End(user.Running[0]);
            for (int i = 0; i < 3 && !world.IsQuiet; i++) world.DeliverOne();
        }

        // Each of its groups may let sixteen pass, and those that had their permits already.
        Assert.True(job.Overtaken <= 3 * (GroupLimits.MaxPasses + 8), $"seed {seed}: overtaken {job.Overtaken} times.");
    }

    private static void Flood(LendingUser user, GroupKey key, int jobs)
    {
        for (int i = 0; i < jobs; i++) user.Submit([key], mustStart: false);
    }
}
