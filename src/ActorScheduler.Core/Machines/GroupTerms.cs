namespace ActorScheduler.Machines;

/// <summary>What a node says about a group with a limit.</summary>
/// <param name="Lender">Whom to ask for permits; opaque to the machines.</param>
/// <param name="Limit">How many jobs of the node may be inside; 0 pauses the group.</param>
/// <param name="Version">Rises with each change of any limit of the node, so that old news is known as such.</param>
internal sealed record GroupTerms(object Lender, int Limit, long Version);
