namespace ActorScheduler.Store.Tests;

/// <summary>What every store promises. One class of tests for each of them.</summary>
public abstract partial class StoreContract : IAsyncLifetime
{
    private IStore? _store;

    public async Task InitializeAsync() => _store = await OpenStoreAsync();

    public async Task DisposeAsync()
    {
        await _store!.DisposeAsync();
        await CleanUpAsync();
    }

    [Fact]
    public async Task A_journal_that_nobody_wrote_is_empty()
    {
        JournalHead head = await OpenAsync("a");
        Assert.Equal(("a", 1L, 0L, 0L), (head.Journal, head.Epoch, head.Snapshot, head.Last));
        Assert.Equal("", await ReadAsync(head));
    }

    [Fact]
    public async Task What_was_committed_is_read_in_its_order_whoever_opens_it_next()
    {
        JournalHead head = await OpenAsync("a");
        await CommitAsync(TestCommit.Of(head, 0, 1, 2, 3));
        await CommitAsync(TestCommit.Of(head, 3, 4));
        await ReopenAsync();
        JournalHead next = await OpenAsync("a");
        Assert.Equal((2L, 4L), (next.Epoch, next.Last));
        Assert.Equal("1 2 3 4", await ReadAsync(next));
    }

    [Fact]
    public async Task Journals_have_nothing_to_do_with_each_other()
    {
        JournalHead a = await OpenAsync("a");
        JournalHead b = await OpenAsync("b");
        TestCommit[] commits = [TestCommit.Of(a, 0, 1), TestCommit.Of(b, 0, 10, 11), TestCommit.Of(a, 1, 2)];
        foreach (TestCommit commit in commits) Store.Commit(commit);
        foreach (TestCommit commit in commits) Assert.Null(await commit.Done);
        Assert.Equal("1 2", await ReadAsync(await OpenAsync("a")));
        Assert.Equal("10 11", await ReadAsync(await OpenAsync("b")));
    }

    [Fact]
    public async Task An_owner_that_was_replaced_commits_nothing_any_more()
    {
        JournalHead old = await OpenAsync("a");
        await CommitAsync(TestCommit.Of(old, 0, 1));
        JournalHead now = await OpenAsync("a");
        StoreException refusal = await RefusalAsync(TestCommit.Of(old, 1, 2));
        Assert.Equal(StoreError.Fenced, refusal.Error);
        Assert.Equal("Scheduler 'a' was taken over: this owner's epoch is 1, now it is 2.", refusal.Message);
        await CommitAsync(TestCommit.Of(now, 1, 3));
        Assert.Equal("1 3", await ReadAsync(await OpenAsync("a")));
    }

    [Fact]
    public async Task A_commit_that_is_handed_in_twice_is_there_once()
    {
        JournalHead head = await OpenAsync("a");
        TestCommit commit = TestCommit.Of(head, 0, 1, 2);
        await CommitAsync(commit);
        await CommitAsync(TestCommit.Of(head, 0, 1, 2));
        await CommitAsync(TestCommit.Of(head, 2, 3));
        Assert.Equal("1 2 3", await ReadAsync(await OpenAsync("a")));
    }

    [Fact]
    public async Task A_commit_that_leaves_a_gap_is_refused()
    {
        JournalHead head = await OpenAsync("a");
        await CommitAsync(TestCommit.Of(head, 0, 1));
        StoreException refusal = await RefusalAsync(TestCommit.Of(head, 2, 3));
        Assert.Equal(StoreError.OutOfOrder, refusal.Error);
        Assert.Equal("A commit to journal 'a' follows position 2, and its last one is 1.", refusal.Message);
        Assert.Equal("1", await ReadAsync(await OpenAsync("a")));
    }

    [Fact]
    public async Task A_snapshot_stands_for_all_facts_up_to_its_commit()
    {
        JournalHead head = await OpenAsync("a");
        await CommitAsync(TestCommit.Of(head, 0, 1, 2));
        await CommitAsync(TestCommit.WithSnapshot(head, 2, [3], 30, 31));
        await CommitAsync(TestCommit.Of(head, 3, 4));
        await ReopenAsync();
        JournalHead next = await OpenAsync("a");
        Assert.Equal((3L, 4L), (next.Snapshot, next.Last));
        Assert.Equal("[30] [31] 4", await ReadAsync(next));
        await CommitAsync(TestCommit.WithSnapshot(next, 4, [], 40));
        Assert.Equal("[40]", await ReadAsync(await OpenAsync("a")));
    }

    [Fact]
    public async Task Many_commits_end_in_their_order()
    {
        JournalHead head = await OpenAsync("a");
        TestCommit[] commits = [.. Enumerable.Range(0, 1000).Select(n => TestCommit.Of(head, n, n))];
        foreach (TestCommit commit in commits) Store.Commit(commit);
        Assert.Null(await commits[^1].Done);
        Assert.All(commits, commit => Assert.True(commit.Done.IsCompletedSuccessfully));
        Assert.Equal(string.Join(' ', Enumerable.Range(0, 1000)), await ReadAsync(await OpenAsync("a")));
    }

    [Fact]
    public async Task A_race_for_a_journal_has_one_winner()
    {
        JournalHead[] heads = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => OpenAsync("a"))));
        Assert.Equal(Enumerable.Range(1, 16), heads.Select(head => (int)head.Epoch).Order());
        TestCommit[] commits = [.. heads.Select(head => TestCommit.Of(head, 0, (int)head.Epoch))];
        foreach (TestCommit commit in commits) Store.Commit(commit);
        StoreException?[] ends = await Task.WhenAll(commits.Select(commit => commit.Done));
        Assert.Equal(15, ends.Count(end => end?.Error == StoreError.Fenced));
        Assert.Equal("16", await ReadAsync(await OpenAsync("a")));
    }

    [Fact]
    public async Task A_store_that_was_closed_says_so()
    {
        JournalHead head = await OpenAsync("a");
        await Store.DisposeAsync();
        Assert.Equal(StoreError.Closed, (await RefusalAsync(TestCommit.Of(head, 0, 1))).Error);
        var thrown = await Assert.ThrowsAsync<StoreException>(() => OpenAsync("a"));
        Assert.Equal(StoreError.Closed, thrown.Error);
    }

    protected IStore Store => _store!;

    protected abstract Task<IStore> OpenStoreAsync();

    protected virtual Task CleanUpAsync() => Task.CompletedTask;

    protected async Task ReopenAsync() => _store = await NextLifeAsync(_store!);

    /// <summary>The store as another process finds it later.</summary>
    protected abstract Task<IStore> NextLifeAsync(IStore store);

    internal Task<JournalHead> OpenAsync(string journal) =>
        Store.OpenAsync(journal, above: 0, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));

    internal async Task CommitAsync(TestCommit commit)
    {
        Store.Commit(commit);
        Assert.Null(await commit.Done);
    }

    internal async Task<StoreException> RefusalAsync(TestCommit commit)
    {
        Store.Commit(commit);
        return Assert.IsType<StoreException>(await commit.Done);
    }

    /// <summary>The numbers of all facts, those of a snapshot in brackets.</summary>
    internal async Task<string> ReadAsync(JournalHead head)
    {
        List<string> numbers = [];
        await foreach (JournalPiece piece in Store.ReadAsync(head.Journal, CancellationToken.None))
        {
            foreach (int number in FactStream.Read(piece.Facts).Select(TestCommit.NumberOf))
                numbers.Add(piece.IsSnapshot ? $"[{number}]" : $"{number}");
        }

        return string.Join(' ', numbers);
    }
}
