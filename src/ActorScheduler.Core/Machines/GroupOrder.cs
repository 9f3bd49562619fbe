namespace ActorScheduler.Machines;

/// <summary>What a group tells one of its users.</summary>
/// <param name="IsRecall">True when another wants permits: the user gives back idle ones, and those that become free,
/// up to Count.</param>
/// <param name="Count">Permits: granted, or wanted back in place of what was wanted back before.</param>
/// <param name="Number">Of a grant: the request that is answered with it. Of a recall: what the user must answer with;
/// 0 for nothing.</param>
/// <param name="Held">Of a grant: jobs of all users inside, as far as the group knows.</param>
/// <param name="Age">Of a recall: how long the first of the others has waited.</param>
internal readonly record struct GroupOrder(bool IsRecall, int Count, long Number, int Held, GroupAge Age)
{
    /// <summary>
    /// Of a recall: permits that have come back from the user, ever. What it has given back since is on its way.
    /// </summary>
    public long Returned { get; init; }

    /// <summary>Of a grant: the prompt request that it answers, granting something or nothing; 0 for none.</summary>
    public long Prompt { get; init; }
}
