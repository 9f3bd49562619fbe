namespace ActorScheduler.Store;

/// <summary>How much went from one store to another.</summary>
internal sealed class TransferCount
{
    public int Journals { get; private set; }

    public long Exits { get; private set; }

    public long Letters { get; private set; }

    public void Add(StoreItem item)
    {
        if (item is StoreItem.Journal) Journals++;
        else if (item is StoreItem.Exit) Exits++;
        else if (item is StoreItem.Mail) Letters++;
    }
}
