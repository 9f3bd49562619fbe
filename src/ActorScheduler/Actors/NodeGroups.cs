using System.Collections.Concurrent;
using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>
/// The groups of a node that have a limit, and the schedulers and pools that may use them. Thread-safe: one change at a
/// time, so that everybody hears of changes in the same order.
/// </summary>
/// <remarks>
/// Who sets a limit tells every user in the same call: what the caller submits afterwards is judged by the new limit
/// (POOL-10). A user that is made later looks here when a job names the group.
/// </remarks>
internal sealed class NodeGroups(IActorHost host) : IGroupDirectory
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<GroupKey, GroupTerms> _terms = new();
    private readonly List<SchedulerCore> _users = [];
    private long _lastVersion;

    public GroupTerms? Find(GroupKey key) => _terms.GetValueOrDefault(key);

    /// <summary>Adds a user, before it has its first job.</summary>
    public void Register(SchedulerCore user)
    {
        lock (_gate)
        {
            _users.RemoveAll(static u => u.IsGone);
            _users.Add(user);
        }
    }

    /// <summary>Sets, changes or clears a limit.</summary>
    public void SetLimit(GroupKey key, int? limit)
    {
        lock (_gate)
        {
            if (limit is { } number) Set(key, number);
            else Clear(key);
        }
    }

    /// <summary>
    /// How many jobs of all users are inside; each is asked, so that it is no single moment's figure.
    /// </summary>
    public async Task<int> CountAsync(GroupKey key)
    {
        Task<int>[] counts;
        lock (_gate) counts = [.. _users.Where(static u => !u.IsGone).Select(u => u.CountAsync(key))];
        return (await Task.WhenAll(counts).On(host)).Sum();
    }

    private void Set(GroupKey key, int limit)
    {
        GroupTerms? known = Find(key);
        if (known?.Limit == limit) return;
        Announce(key, limit, (ActorRef<GroupMessage>?)known?.Lender ?? SpawnLender(key), joins: known is null);
    }

    private ActorRef<GroupMessage> SpawnLender(GroupKey key)
    {
        ActorRef<GroupMessage>? lender = null;
        lender = host.Spawn($"group {key}", () => new GroupActor(key), _ => Replace(key, lender!));
        return lender;
    }

    // A lender that failed has forgotten what it lent: another learns it anew from the users, as for a new limit.
    private void Replace(GroupKey key, ActorRef<GroupMessage> failed)
    {
        lock (_gate)
        {
            if (Find(key) is not { } terms || terms.Lender != failed) return;
            Announce(key, terms.Limit, SpawnLender(key), joins: true);
        }
    }

    private void Announce(GroupKey key, int limit, ActorRef<GroupMessage> lender, bool joins)
    {
        var terms = new GroupTerms(lender, limit, ++_lastVersion);
        // In this order: a user that is not in the list finds the terms, and one that is tells the lender what it
        // holds.
        _terms[key] = terms;
        SchedulerCore[] users = [.. _users.Where(static u => !u.IsGone)];
        lender.Tell(new GroupMessage.SetLimit(limit, joins ? [.. users.Select(static u => u.Actor)] : []));
        foreach (SchedulerCore user in users) Tell(user, lender, new GroupNews.TermsSet(key, terms, joins));
    }

    private void Clear(GroupKey key)
    {
        if (!_terms.TryRemove(key, out GroupTerms? terms)) return;
        var lender = (ActorRef<GroupMessage>)terms.Lender;
        lender.Tell(new GroupMessage.Clear());
        foreach (SchedulerCore user in _users) Tell(user, lender, new GroupNews.TermsCleared(key));
    }

    private static void Tell(SchedulerCore user, ActorRef<GroupMessage> lender, GroupNews news) =>
        user.Tell(SchedulerMessageKind.GroupNews, new SchedulerCommand(lender, news));
}
