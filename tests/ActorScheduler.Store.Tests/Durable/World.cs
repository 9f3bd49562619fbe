namespace ActorScheduler.Store.Tests.Durable;

/// <summary>Nodes one after the other on one store in memory.</summary>
internal sealed class World
{
    public MemoryStore Store { get; } = new();

    public Task<SchedulerNode> StartAsync(Notes notes, TimeProvider? time = null) =>
        SchedulerNode.StartAsync(new()
        {
            Store = Store,
            Handlers = { notes },
            TimeProvider = time ?? TimeProvider.System,
        }).AsTask();

    /// <summary>What the journal says now.</summary>
    public async Task<Ledger> ReadAsync(string journal)
    {
        JournalHead head = await ((IStore)Store).OpenAsync(journal, above: 0, CancellationToken.None);
        var ledger = new Ledger();
        await foreach (JournalPiece piece in ((IStore)Store).ReadAsync(head.Journal, CancellationToken.None))
            ledger.Apply(piece.Facts);
        return ledger;
    }
}
