namespace ActorScheduler.Machines;

/// <summary>A report with its address: the target of <see cref="EffectKind.TellGroup"/>.</summary>
internal sealed record GroupLetter(object Lender, GroupReport Report);
