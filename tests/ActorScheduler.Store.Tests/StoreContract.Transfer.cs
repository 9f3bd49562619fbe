using System.Text;

namespace ActorScheduler.Store.Tests;

/// <content>All of a store for another one.</content>
public abstract partial class StoreContract
{
    [Fact]
    public async Task What_one_store_gives_another_takes_and_gives_again()
    {
        JournalHead a = await OpenAsync("a");
        await CommitAsync(TestCommit.WithSnapshot(a, 0, [1, 2], 20, 21));
        await CommitAsync(Commit(a, kept: [Exit(1, 1), Exit(2, 2)]).Fill(2, 3, 4));
        await CommitAsync(TestCommit.Of(await OpenAsync("b"), 0, 5));
        await OpenAsync("empty");
        await PostAsync(Mail("a", "one"), Mail("c", "two"), Mail("a", "three"));
        await CommitAsync(Commit(a, bad: [new BadLetter((await RowsAsync("a"))[1].Id, "broken")]).Fill(4, 6));
        string[] given = await GiveAsync(Store);
        foreach (IStore other in (IStore[])[new MemoryStore(), await OpenOtherAsync()])
        {
            await other.AddAllAsync(await ItemsAsync(Store), CancellationToken.None);
            Assert.Equal(given, await GiveAsync(other));
            JournalHead next = await other.OpenAsync("a", above: 0, CancellationToken.None);
            Assert.Equal((2L, 2L, 5L), (next.Epoch, next.Snapshot, next.Last));
            TestCommit further = TestCommit.Of(next, 5, 7);
            other.Commit(further);
            Assert.Null(await further.Done);
            await other.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_store_that_has_one_of_the_journals_takes_nothing()
    {
        await CommitAsync(TestCommit.Of(await OpenAsync("b"), 0, 1));
        await PostAsync(Mail("b", "letter"));
        string[] before = await GiveAsync(Store);
        StoreItem[] items =
        [
            new StoreItem.Journal(new JournalHead("a", 1, 0, 0)), new StoreItem.Journal(new JournalHead("b", 1, 0, 0)),
            new StoreItem.Mail(Mail("a", "other"), null),
        ];
        StoreException refusal =
            await Assert.ThrowsAsync<StoreException>(() => Store.AddAllAsync(items, CancellationToken.None));
        Assert.Equal(StoreError.AlreadyThere, refusal.Error);
        Assert.Equal(before, await GiveAsync(Store));
    }

    [Fact]
    public async Task A_source_that_breaks_off_leaves_nothing()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => Store.AddAllAsync(Broken(), CancellationToken.None));
        Assert.Empty(await GiveAsync(Store));

        static IEnumerable<StoreItem> Broken()
        {
            yield return new StoreItem.Journal(new JournalHead("a", 1, 0, 1));
            yield return new StoreItem.Facts(new JournalPiece(false, TestCommit.Encode(1)), 1);
            yield return new StoreItem.Mail(Mail("a", "letter"), null);
            throw new InvalidDataException("broken");
        }
    }

    [Fact]
    public async Task Inboxes_are_listed_with_what_lies_in_them()
    {
        JournalHead head = await OpenAsync("a");
        await PostAsync(Mail("b", "one"), Mail("a", "two"), Mail("a", "three"));
        await CommitAsync(Commit(head, bad: [new BadLetter((await RowsAsync("a"))[0].Id, "broken")]).Fill(0, 1));
        Assert.Equal(
            [new InboxHead("a", 1, 1), new InboxHead("b", 1, 0)],
            await Store.ListInboxesAsync(CancellationToken.None));
    }

    /// <summary>A further store of the kind, which the test disposes.</summary>
    protected abstract Task<IStore> OpenOtherAsync();

    internal static async Task<List<StoreItem>> ItemsAsync(IStore store)
    {
        List<StoreItem> items = [];
        await foreach (StoreItem item in store.ReadAllAsync(CancellationToken.None)) items.Add(item);
        return items;
    }

    /// <summary>All that a store gives, to be compared: exits of one segment have no order among themselves.</summary>
    internal static async Task<string[]> GiveAsync(IStore store)
    {
        List<string> rest = [];
        List<string> exits = [];
        string journal = "";
        foreach (StoreItem item in await ItemsAsync(store))
        {
            if (item is StoreItem.Journal(var head)) journal = head.Journal;
            if (item is StoreItem.Exit) exits.Add($"{journal} {Describe(item)}");
            else rest.Add(Describe(item));
        }

        return [.. rest, .. exits.Order(StringComparer.Ordinal)];
    }

    private static string Describe(StoreItem item) => item switch
    {
        StoreItem.Journal(var head) => head.ToString(),
        StoreItem.Facts(var piece, var count) =>
            $"{piece.IsSnapshot} {count} {Convert.ToHexString(piece.Facts.Span)}",
        StoreItem.Exit(var kept) =>
            $"{kept.Job} {kept.Segment} {kept.IsKeyed} {Convert.ToHexString(kept.Content.Span)}",
        StoreItem.Mail(var letter, var why) =>
            $"{letter.Address} {letter.Expires} {Encoding.UTF8.GetString(letter.Content.Span)} {why}",
        _ => "",
    };
}
