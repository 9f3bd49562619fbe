namespace ActorScheduler.Store;

/// <summary>A part of what is in a store, on its way to another one.</summary>
internal abstract record StoreItem
{
    private StoreItem() { }

    /// <summary>A journal begins: its facts and exits follow.</summary>
    public sealed record Journal(JournalHead Head) : StoreItem;

    /// <summary>Facts of the journal that came last: pieces of its snapshot first.</summary>
    /// <param name="Piece">The facts.</param>
    /// <param name="Count">How many; of a piece of a snapshot 0, for that has no positions.</param>
    public sealed record Facts(JournalPiece Piece, int Count) : StoreItem;

    /// <summary>An exit of the journal that came last.</summary>
    public sealed record Exit(KeptExit Kept) : StoreItem;

    /// <summary>A letter, in the order of its inbox.</summary>
    /// <param name="Content">The letter.</param>
    /// <param name="Why">Why it was set aside; null when it was not.</param>
    public sealed record Mail(Letter Content, string? Why) : StoreItem;
}
