using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Groups;

/// <summary>
/// A node in small: users and groups as real machines, and the messages between them, each pair of which keeps its own
/// order and no other is promised.
/// </summary>
internal sealed class LendingWorld(int seed) : IGroupDirectory
{
    private readonly Dictionary<GroupKey, GroupTerms> _terms = [];
    private readonly List<Channel> _channels = [];
    private readonly Dictionary<(object From, object To), Channel> _byPair = [];
    private long _version;
    private long _now = 1;

    public Random Random { get; } = new(seed);

    public List<LendingUser> Users { get; } = [];

    public long Delivered { get; private set; }

    public bool IsQuiet => _channels.Count == 0;

    public GroupTerms? Find(GroupKey key) => _terms.GetValueOrDefault(key);

    public long Tick() => _now++;

    public LendingUser AddUser(int? maxJobs = null, int? defaultLimit = null) =>
        AddUser(new SchedulerOptions { MaxJobs = maxJobs }, defaultLimit);

    public LendingUser AddUser(SchedulerOptions options, int? defaultLimit = null)
    {
        var user = new LendingUser(this, (ulong)Users.Count + 1, options, defaultLimit);
        Users.Add(user);
        return user;
    }

    public int Held(GroupKey key) => Users.Sum(u => u.Held(key));

    public void SetLimit(GroupKey key, int? limit)
    {
        GroupTerms? known = Find(key);
        if (limit is not { } number)
        {
            if (!_terms.Remove(key)) return;
            foreach (LendingUser user in Users)
                Post(this, user, () => user.Cleared(key, known!.Lender));
            return;
        }

        Announce(key, (Lender?)known?.Lender ?? new Lender(key), number, joins: known is null);
    }

    private void Announce(GroupKey key, Lender lender, int number, bool joins)
    {
        var terms = new GroupTerms(lender, number, ++_version);
        _terms[key] = terms;
        LendingUser[] users = [.. Users];
        Post(this, lender, () => lender.Machine.SetLimit(number, joins ? users : []));
        foreach (LendingUser user in users)
            Post(this, user, () => user.TermsSet(key, terms, joins));
    }

    public void Post(LendingUser from, GroupLetter letter)
    {
        var lender = (Lender)letter.Lender;
        Post(from, lender, () =>
        {
            if (!lender.HasFailed) lender.Machine.Receive(from, letter.Report);
        });
    }

    /// <summary>
    /// The group's lender fails: it hears nothing any more, and another takes its place, as the node does.
    /// </summary>
    public void FailLender(GroupKey key)
    {
        GroupTerms terms = _terms[key];
        ((Lender)terms.Lender).HasFailed = true;
        Announce(key, new Lender(key), terms.Limit, joins: true);
    }

    public void FailAnyLender()
    {
        if (_terms.Count > 0) FailLender(_terms.Keys.ElementAt(Random.Next(_terms.Count)));
    }

    /// <summary>Delivers what the node has for a user.</summary>
    public void DeliverTo(LendingUser user)
    {
        while (_byPair.GetValueOrDefault((this, user)) is { Messages.Count: > 0 } channel) Deliver(channel);
    }

    /// <summary>Delivers the first message of any pair.</summary>
    public void DeliverOne() => Deliver(_channels[Random.Next(_channels.Count)]);

    private void Deliver(Channel channel)
    {
        Action deliver = channel.Messages.Dequeue();
        if (channel.Messages.Count == 0) _channels.Remove(channel);
        Delivered++;
        deliver();
        if (channel.To is LendingUser user) user.CarryOut();
        else SendFrom((Lender)channel.To);
        AssertLimits();
    }

    public void DeliverAll()
    {
        for (int i = 0; !IsQuiet; i++)
        {
            Assert.True(i < 200_000, "The messages between users and groups never end.");
            DeliverOne();
        }
    }

    /// <summary>Ends what runs, delivers what is on its way, until nothing is left to do.</summary>
    public void Finish()
    {
        for (int i = 0; ; i++)
        {
            Assert.True(i < 100_000, "The world does not come to rest.");
            DeliverAll();
            LendingUser? busy = Users.Find(static u => u.Running.Count > 0);
            if (busy is null) return;
            busy.End(busy.Running[Random.Next(busy.Running.Count)]);
            AssertLimits();
        }
    }

    public void CountOvertaking(PoolJob started)
    {
        foreach (PoolJob waiting in Users.SelectMany(static u => u.Waiting))
        {
            if (!GroupAge.Of(waiting).Precedes(GroupAge.Of(started))) continue;
            if (waiting.Settings.Groups.Intersect(started.Settings.Groups).Any()) waiting.Overtaken++;
        }
    }

    public void AssertLimits()
    {
        foreach ((GroupKey key, GroupTerms terms) in _terms)
        {
            GroupMachine lender = ((Lender)terms.Lender).Machine;
            if (lender.IsLearning || lender.Limit != terms.Limit || lender.Lent > lender.Limit) continue;
            int held = Held(key);
            Assert.True(held <= lender.Limit, $"seed {seed}: {held} jobs are in {key}, and {lender.Limit} may be.");
        }
    }

    private void SendFrom(Lender lender)
    {
        foreach ((object to, GroupOrder order) in lender.Machine.Outbox)
        {
            var user = (LendingUser)to;
            Post(lender, user, () => user.Ordered(lender.Key, lender, order));
        }

        lender.Machine.Outbox.Clear();
    }

    private void Post(object from, object to, Action deliver)
    {
        if (!_byPair.TryGetValue((from, to), out Channel? channel)) _byPair.Add((from, to), channel = new Channel(to));
        if (channel.Messages.Count == 0) _channels.Add(channel);
        channel.Messages.Enqueue(deliver);
    }

    private sealed record Channel(object To)
    {
        public Queue<Action> Messages { get; } = new();
    }

    private sealed record Lender(GroupKey Key)
    {
        public GroupMachine Machine { get; } = new();

        public bool HasFailed { get; set; }
    }
}
