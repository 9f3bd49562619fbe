using ActorScheduler.Store;
using ActorScheduler.TestKit.Engine;
using ActorScheduler.TestKit.Ports;

namespace ActorScheduler.TestKit.Swarm;

/// <summary>What becomes of the commits of a plan: each plan draws its own weather.</summary>
internal sealed class CommitFates
{
    /// <summary>Few runs of the small plan have more commits.</summary>
    public const int MostCommits = 24;

    private static readonly CommitFate[] Failures =
        [CommitFate.FailsBefore, CommitFate.FailsAfter, CommitFate.FailsTorn];

    private static readonly CommitFate[] Crashes =
        [CommitFate.CrashesBefore, CommitFate.CrashesAfter, CommitFate.CrashesTorn];

    private readonly Chance _chance;
    private readonly SwarmPlan _plan;
    private readonly bool _inTurn;
    private readonly int _oneIn;
    private readonly int _only;
    private readonly int _kind;
    private int _crashesLeft;

    public CommitFates(SwarmPlan plan)
    {
        _plan = plan;
        _chance = new Chance(plan.Seed, "commits");
        _inTurn = _chance.OneIn(4);
        _oneIn = _chance.Between(2, 10);
        _crashesLeft = _chance.Between(0, 3);
        Latency = _chance.Below(3) switch
        {
            0 => TimeSpan.Zero,
            1 => TimeSpan.FromMilliseconds(10),
            _ => TimeSpan.FromMilliseconds(500),
        };
        if (!plan.Scenario.EachCommit) return;
        int kinds = Failures.Length + Crashes.Length + 1;
        _kind = (int)(plan.Seed % (ulong)kinds);
        _only = 1 + (int)(plan.Seed / (ulong)kinds % MostCommits);
        _inTurn = _kind == kinds - 1;
    }

    /// <summary>How long commits take at most.</summary>
    public TimeSpan Latency { get; }

    /// <summary>How many commits did not simply succeed.</summary>
    public int Hits { get; private set; }

    /// <summary>Decides about a commit.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="number">Which it is.</param>
    public CommitFate Draw(StoreCommit commit, int number)
    {
        CommitFate fate = _plan.Scenario.EachCommit ? Only(number) : Draw(number);
        bool isLeftOut = !Has(fate >= CommitFate.CrashesBefore ? SwarmFault.Nodes : SwarmFault.Store);
        if (fate == CommitFate.Succeeds || isLeftOut) return CommitFate.Succeeds;
        Hits++;
        return fate;
    }

    /// <summary>What becomes of a call that is no commit.</summary>
    public static CallFate DrawCall(Chance chance) => chance.Below(6) switch
    {
        0 => CallFate.FailsBefore,
        1 => CallFate.FailsAfter,
        _ => CallFate.Succeeds,
    };

    private CommitFate Draw(int number)
    {
        bool fails = _chance.OneIn(_oneIn);
        CommitFate failure = Failures[_chance.Below(Failures.Length)];
        bool crashes = _chance.OneIn(25);
        CommitFate crash = Crashes[_chance.Below(Crashes.Length)];
        if (crashes && Has(SwarmFault.Nodes) && _crashesLeft-- > 0) return crash;
        if (_inTurn) return InTurn(number);
        return fails ? failure : CommitFate.Succeeds;
    }

    private CommitFate Only(int number)
    {
        if (_inTurn) return InTurn(number);
        if (number != _only) return CommitFate.Succeeds;
        return _kind < Failures.Length ? Failures[_kind] : Crashes[_kind - Failures.Length];
    }

    // Each commit fails before, then after, and then is there already.
    private static CommitFate InTurn(int number) => (number % 3) switch
    {
        1 => CommitFate.FailsBefore,
        2 => CommitFate.FailsAfter,
        _ => CommitFate.Succeeds,
    };

    private bool Has(SwarmFault fault) => (_plan.Faults & fault) != 0;
}
