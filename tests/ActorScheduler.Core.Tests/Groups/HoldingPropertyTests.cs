using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Groups;

/// <summary>
/// One user whose groups are lent by the node, beside one that has the same limits to itself: whatever the delay of the
/// messages, the same jobs start in the same order and the same ones are refused.
/// </summary>
public sealed class HoldingPropertyTests
{
    private static readonly GroupKey[] Keys = ["a", "b", "c"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 400)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Jobs_start_in_the_order_in_which_they_would_with_limits_of_their_own(int seed)
    {
        var twins = new Twins(seed);
        for (int step = 0; step < 150; step++)
        {
            for (int i = twins.Random.Next(5); i > 0; i--) twins.Submit();
            twins.Settle(step);
            twins.ChangeSomething();
            twins.Settle(step);
        }

        twins.EndAll();
    }

    private sealed class Twins
    {
        private readonly int _seed;
        private readonly LendingWorld _world;
        private readonly LendingUser _lent;
        private readonly LendingUser _alone;
        private readonly bool _bounded;
        private readonly int _priorities;

        public Twins(int seed)
        {
            _seed = seed;
            _world = new LendingWorld(seed);
            _bounded = Random.Next(2) == 0;
            _priorities = 1 + Random.Next(2);
            var options = new SchedulerOptions
            {
                MaxJobs = Random.Next(3) == 0 ? null : 1 + Random.Next(4),
                QueueCapacity = _bounded ? Random.Next(4) : null,
            };
            _lent = _world.AddUser(options);
            _alone = new LendingUser(new LendingWorld(seed), 1, options, alone: true);
            foreach (GroupKey key in Keys) SetLimit(key, 1 + Random.Next(3));
        }

        public Random Random => _world.Random;

        public void Submit()
        {
            GroupKey[] groups = [.. Keys.Where(_ => Random.Next(3) == 0)];
            var settings = new JobOptions { Groups = groups, Priority = Random.Next(_priorities) };
            JobFlags flags = Random.Next(2) == 0 ? JobFlags.None
                : _bounded ? JobFlags.WaitsForRoom : JobFlags.MustStart;
            _alone.Submit(settings, flags);
            _lent.Submit(settings, flags);
            // A job of higher priority need not wait for the word that another waits for.
            if (_priorities > 1) _world.DeliverAll();
            for (int i = Random.Next(3); i > 0 && !_world.IsQuiet; i--) _world.DeliverOne();
        }

        public void ChangeSomething()
        {
            int drawn = Random.Next(10);
            if (drawn == 0 && _alone.Waiting.Count > 0)
            {
                long chosen = _alone.Waiting[Random.Next(_alone.Waiting.Count)].Sequence;
                foreach (LendingUser user in (LendingUser[])[_alone, _lent])
                {
                    user.Machine.Cancel(user.Waiting.Single(j => j.Sequence == chosen), null, _world.Tick());
                    user.CarryOut();
                }
            }
            else if (_alone.Running.Count > 0)
            {
                End(Random.Next(_alone.Running.Count));
            }
        }

        /// <summary>Delivers everything, after which nobody can tell the two apart.</summary>
        public void Settle(int step)
        {
            _world.DeliverAll();
            string where = $"seed {_seed}, step {step}: ";
            Assert.Equal(where + string.Join(' ', _alone.Starts), where + string.Join(' ', _lent.Starts));
            Assert.Equal(where + Fates(_alone), where + Fates(_lent));
        }

        public void EndAll()
        {
            while (_alone.Running.Count > 0)
            {
                End(0);
                Settle(step: -1);
            }

            Assert.Empty(_lent.Waiting);
        }

        private void End(int index)
        {
            long chosen = _alone.Running[index].Sequence;
            foreach (LendingUser user in (LendingUser[])[_alone, _lent])
                user.End(user.Running.Single(j => j.Sequence == chosen));
        }

        private void SetLimit(GroupKey key, int? limit)
        {
            _alone.Machine.SetGroupLimit(key, limit, _world.Tick());
            _alone.CarryOut();
            _world.SetLimit(key, limit);
        }

        private static string Fates(LendingUser user) =>
            string.Join(' ', user.Ended.OrderBy(static j => j.Sequence).Select(static j => $"{j.Sequence}:{j.State}"))
            + " / " + string.Join(' ', user.Waiting.Select(static j => $"{j.Sequence}:{j.State}").Order());
    }
}
