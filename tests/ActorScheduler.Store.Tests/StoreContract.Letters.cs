using System.Text;

namespace ActorScheduler.Store.Tests;

/// <content>Letters: what others than a journal's owner have to say.</content>
public abstract partial class StoreContract
{
    [Fact]
    public async Task Letters_are_read_in_their_order_and_stay_until_they_are_consumed()
    {
        JournalHead head = await OpenAsync("a");
        await PostAsync(Mail("a", "one"), Mail("b", "other"), Mail("a", "two"));
        await PostAsync(Mail("a", "three"));
        Assert.Equal("one two", await InboxAsync("a", most: 2));
        Assert.Equal("one two three", await InboxAsync("a"));
        IReadOnlyList<InboxRow> rows = await RowsAsync("a");
        await CommitAsync(Commit(head, taken: [rows[0].Id, rows[1].Id]).Fill(0, 1));
        Assert.Equal("three", await InboxAsync("a"));
        Assert.Equal("other", await InboxAsync("b"));
        await ReopenAsync();
        Assert.Equal("three", await InboxAsync("a"));
    }

    [Fact]
    public async Task A_commit_that_is_refused_consumes_nothing_and_sends_nothing()
    {
        JournalHead old = await OpenAsync("a");
        await PostAsync(Mail("a", "one"));
        long row = (await RowsAsync("a"))[0].Id;
        await OpenAsync("a");
        await RefusalAsync(Commit(old, taken: [row], sent: [Mail("b", "answer")], kept: [Exit(1, 1)]).Fill(0, 1));
        Assert.Equal("one", await InboxAsync("a"));
        Assert.Equal("", await InboxAsync("b"));
        Assert.Null(await FindAsync("a", 1));
    }

    [Fact]
    public async Task A_commit_without_facts_consumes_and_sends_too()
    {
        JournalHead head = await OpenAsync("a");
        await PostAsync(Mail("a", "question"));
        long row = (await RowsAsync("a"))[0].Id;
        await CommitAsync(Commit(head, taken: [row], sent: [Mail("b", "answer")]).Fill(0));
        Assert.Equal("", await InboxAsync("a"));
        Assert.Equal("answer", await InboxAsync("b"));
    }

    [Fact]
    public async Task A_letter_that_is_set_aside_is_not_read_again_and_can_be_seen()
    {
        JournalHead head = await OpenAsync("a");
        await PostAsync(Mail("a", "garbage"), Mail("a", "good"));
        long row = (await RowsAsync("a"))[0].Id;
        await CommitAsync(Commit(head, bad: [new BadLetter(row, "is garbage")]).Fill(0, 1));
        Assert.Equal("good", await InboxAsync("a"));
        InboxRow aside = Assert.Single(await Store.ReadInboxAsync("a", 10, setAside: true, CancellationToken.None));
        Assert.Equal((row, "is garbage"), (aside.Id, aside.Why));
        await Store.DiscardAsync([row], now: 0, CancellationToken.None);
        Assert.Empty(await Store.ReadInboxAsync("a", 10, setAside: true, CancellationToken.None));
    }

    [Fact]
    public async Task Numbers_of_letters_are_never_given_twice()
    {
        await PostAsync(Mail("a", "one"));
        long first = (await RowsAsync("a"))[0].Id;
        await Store.DiscardAsync([first], now: 0, CancellationToken.None);
        await PostAsync(Mail("a", "two"));
        Assert.True((await RowsAsync("a"))[0].Id > first);
    }

    [Fact]
    public async Task Letters_that_nobody_needs_any_more_are_dropped()
    {
        await PostAsync(Mail("a", "old") with { Expires = 10 }, Mail("a", "new") with { Expires = 20 }, Mail("a", "x"));
        await Store.DiscardAsync([], now: 10, CancellationToken.None);
        Assert.Equal("new x", await InboxAsync("a"));
    }

    [Fact]
    public async Task A_bell_rings_when_a_letter_has_come_and_not_after_it_was_taken_down()
    {
        var rung = new SemaphoreSlim(0);
        IDisposable bell = Store.Listen("a", () => rung.Release());
        await PostAsync(Mail("a", "one"));
        Assert.True(await rung.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal("one", await InboxAsync("a"));
        JournalHead head = await OpenAsync("b");
        while (await rung.WaitAsync(0)) { }     // it may ring more often than there is a reason
        await CommitAsync(Commit(head, sent: [Mail("a", "two")]).Fill(0, 1));
        Assert.True(await rung.WaitAsync(TimeSpan.FromSeconds(60)));
        bell.Dispose();
        while (await rung.WaitAsync(0)) { }
        await PostAsync(Mail("a", "three"));
        Assert.False(await rung.WaitAsync(0));
    }

    [Fact]
    public async Task A_commit_that_was_told_is_its_owners_again_and_its_letters_ring_all_the_same()
    {
        var rung = new SemaphoreSlim(0);
        using IDisposable bell = Store.Listen("a", () => rung.Release());
        JournalHead head = await OpenAsync("b");
        await PostAsync(Mail("a", "one"));
        Assert.True(await rung.WaitAsync(TimeSpan.FromSeconds(60)));
        while (await rung.WaitAsync(0)) { }     // it may ring more often than there is a reason
        List<Letter> letters = [Mail("a", "two")];
        await CommitAsync(new TestCommit
        {
            Journal = head.Journal,
            Epoch = head.Epoch,
            Sent = letters,
            Told = letters.Clear,
        }.Fill(0, 1));
        Assert.True(await rung.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal("one two", await InboxAsync("a"));
    }

    private static Letter Mail(string address, string text) => new(address, Encoding.UTF8.GetBytes(text));

    private static TestCommit Commit(
        JournalHead head, long[]? taken = null, BadLetter[]? bad = null, Letter[]? sent = null, KeptExit[]? kept = null,
        long first = 0) => new()
    {
        Journal = head.Journal,
        Epoch = head.Epoch,
        Taken = taken ?? [],
        Bad = bad ?? [],
        Sent = sent ?? [],
        Kept = kept ?? [],
        First = first,
    };

    private Task PostAsync(params Letter[] letters) => Store.PostAsync(letters, CancellationToken.None);

    private Task<IReadOnlyList<InboxRow>> RowsAsync(string address, int most = 100) =>
        Store.ReadInboxAsync(address, most, setAside: false, CancellationToken.None);

    private async Task<string> InboxAsync(string address, int most = 100) =>
        string.Join(' ', (await RowsAsync(address, most)).Select(row => Encoding.UTF8.GetString(row.Content.Span)));
}
