using ActorScheduler.Machines;

namespace ActorScheduler.Actors;

/// <summary>What the users of a group are told of it; the sender's ref, the lender, goes with it.</summary>
internal abstract record GroupNews(GroupKey Key)
{
    /// <summary>The group has these terms now; Joins asks for what is held.</summary>
    public sealed record TermsSet(GroupKey Key, GroupTerms Terms, bool Joins) : GroupNews(Key);

    /// <summary>The group has no limit any more.</summary>
    public sealed record TermsCleared(GroupKey Key) : GroupNews(Key);

    /// <summary>The lender grants permits or wants some back.</summary>
    public sealed record Ordered(GroupKey Key, GroupOrder Order) : GroupNews(Key);
}
