using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Groups;

/// <summary>
/// Jobs of several groups that wait in every way there is (in line, at the door, with priorities, for a slot) at users
/// that lend the same permits to each other: the messages end, and so does every job.
/// </summary>
public sealed class LendingEndsPropertyTests
{
    private static readonly GroupKey[] Keys = ["a", "b", "c"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 400)];

    [Theory]
    [MemberData(nameof(Seeds))]
    [Trait("Contract", "POOL-18")]
    public void Whatever_waits_and_wherever_it_starts_in_the_end(int seed)
    {
        var world = new LendingWorld(seed);
        Random random = world.Random;
        int priorities = 1 + random.Next(3);
        for (int i = 2 + random.Next(3); i > 0; i--)
        {
            world.AddUser(new SchedulerOptions
            {
                MaxJobs = random.Next(3) == 0 ? 1 + random.Next(3) : null,
                QueueCapacity = random.Next(3) > 0 ? random.Next(3) : null,
            });
        }

        foreach (GroupKey key in Keys) world.SetLimit(key, 1 + random.Next(2));
        for (int step = 0; step < 120; step++) Operate(world, priorities);
        world.Finish();
        foreach (LendingUser user in world.Users)
            Assert.True(user.Waiting.Count == 0, $"seed {seed}: jobs of {user.Name} wait for ever.");
    }

    private static void Operate(LendingWorld world, int priorities)
    {
        Random random = world.Random;
        LendingUser user = world.Users[random.Next(world.Users.Count)];
        switch (random.Next(6))
        {
            case 0 or 1:
                GroupKey[] keys = [.. Keys.Where(_ => random.Next(3) > 0)];
                random.Shuffle(keys);
                var settings = new JobOptions { Groups = keys, Priority = random.Next(priorities) };
                user.Submit(settings, user.IsBounded ? JobFlags.WaitsForRoom
                    : random.Next(4) == 0 ? JobFlags.MustStart : JobFlags.None);
                break;
            case 2 when user.Running.Count > 0:
                user.End(user.Running[random.Next(user.Running.Count)]);
                break;
            default:
                if (!world.IsQuiet) world.DeliverOne();
                break;
        }
    }
}
