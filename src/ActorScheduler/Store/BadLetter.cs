namespace ActorScheduler.Store;

/// <summary>A letter that cannot be understood: it stays where people can see it, and is not read again.</summary>
internal readonly record struct BadLetter(long Row, string Why);
