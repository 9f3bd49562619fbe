using System.Runtime.CompilerServices;
using ActorScheduler.Store;
using ActorScheduler.TestKit.Engine;

namespace ActorScheduler.TestKit.Ports;

/// <summary>What nodes see of a simulated store: calls that are no commits may fail here.</summary>
internal sealed class StoreDoor(SimulatedStore store, SimulationEngine engine) : IStore
{
    private IStore Journals => store.Journals;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;     // it outlives its nodes

    async Task<JournalHead> IStore.OpenAsync(string journal, long above, CancellationToken cancellationToken)
    {
        CallFate fate = Begin();
        SimulatedHost? host = engine.Current;
        JournalHead head = await Journals.OpenAsync(journal, above, cancellationToken);
        if (host is not null) store.Opened?.Invoke(journal, host);
        End(fate);
        return head;
    }

    Task<IReadOnlyList<JournalHead>> IStore.ListAsync(CancellationToken cancellationToken) =>
        Call(() => Journals.ListAsync(cancellationToken));

    async IAsyncEnumerable<JournalPiece> IStore.ReadAsync(
        string journal, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CallFate fate = Begin();
        await foreach (JournalPiece piece in Journals.ReadAsync(journal, cancellationToken))
        {
            yield return piece;
            End(fate);
        }
    }

    void IStore.Commit(StoreCommit commit) => Journals.Commit(commit);

    IAsyncEnumerable<KeptExit> IStore.ReadExitsAsync(string journal, CancellationToken cancellationToken) =>
        Journals.ReadExitsAsync(journal, cancellationToken);

    Task<KeptExit?> IStore.FindExitAsync(string journal, JobId job, CancellationToken cancellationToken) =>
        Call(() => Journals.FindExitAsync(journal, job, cancellationToken));

    Task IStore.PostAsync(IReadOnlyList<Letter> letters, CancellationToken cancellationToken) => Call(async () =>
    {
        await Journals.PostAsync(letters, cancellationToken);
        return true;
    });

    Task<IReadOnlyList<InboxRow>> IStore.ReadInboxAsync(
        string address, int most, bool setAside, CancellationToken cancellationToken) =>
        Call(() => Journals.ReadInboxAsync(address, most, setAside, cancellationToken));

    Task IStore.DiscardAsync(IReadOnlyList<long> rows, long now, CancellationToken cancellationToken) =>
        Journals.DiscardAsync(rows, now, cancellationToken);

    IDisposable IStore.Listen(string address, Action ring) => Journals.Listen(address, ring);

    Task<IReadOnlyList<InboxHead>> IStore.ListInboxesAsync(CancellationToken cancellationToken) =>
        Journals.ListInboxesAsync(cancellationToken);

    IAsyncEnumerable<StoreItem> IStore.ReadAllAsync(CancellationToken cancellationToken) =>
        Journals.ReadAllAsync(cancellationToken);

    Task IStore.AddAllAsync(IEnumerable<StoreItem> items, CancellationToken cancellationToken) =>
        Journals.AddAllAsync(items, cancellationToken);

    private async Task<T> Call<T>(Func<Task<T>> call)
    {
        CallFate fate = Begin();
        T answer = await call();
        End(fate);
        return answer;
    }

    private CallFate Begin()
    {
        CallFate fate = store.CallFate?.Invoke() ?? CallFate.Succeeds;
        if (fate == CallFate.FailsBefore) throw Away();
        return fate;
    }

    private static void End(CallFate fate)
    {
        if (fate == CallFate.FailsAfter) throw Away();
    }

    private static StoreException Away() => new(StoreError.Unavailable, "A fault was asked for.");
}
