using System.Buffers;
using ActorScheduler.Store.Facts;

namespace ActorScheduler.Store.Tests.Conditions;

/// <summary>Facts that a test makes up, as the first ones of a journal.</summary>
internal sealed class FactsCommit : StoreCommit
{
    private readonly ArrayBufferWriter<byte> _facts = new();
    private readonly TaskCompletionSource<StoreException?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override ReadOnlyMemory<byte> Facts => _facts.WrittenMemory;

    public static async Task WriteAsync(IStore store, string journal, params Fact[] facts)
    {
        JournalHead head = await store.OpenAsync(journal, above: 0, CancellationToken.None);
        var commit = new FactsCommit { Journal = journal, Epoch = head.Epoch, After = head.Last, Count = facts.Length };
        foreach (Fact fact in facts) FactStream.Write(commit._facts, fact);
        store.Commit(commit);
        Assert.Null(await commit._done.Task.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    public override void Completed(StoreException? failure) => _done.TrySetResult(failure);
}
