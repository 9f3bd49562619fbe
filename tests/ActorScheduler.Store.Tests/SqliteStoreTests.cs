using Microsoft.Data.Sqlite;

namespace ActorScheduler.Store.Tests;

public sealed class SqliteStoreTests : StoreContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("store").FullName;

    private bool _posted;

    private string File => Path.Combine(_folder, "jobs.db");

    [Fact]
    public async Task A_second_store_on_the_same_file_sees_and_fences_the_first()
    {
        JournalHead old = await OpenAsync("a");
        await CommitAsync(TestCommit.Of(old, 0, 1));
        await using (IStore other = SqliteStore.Open(File))
        {
            JournalHead now = await other.OpenAsync("a", above: 0, CancellationToken.None);
            Assert.Equal((2L, 1L), (now.Epoch, now.Last));
        }

        Assert.Equal(StoreError.Fenced, (await RefusalAsync(TestCommit.Of(old, 1, 2))).Error);
    }

    [Fact]
    public async Task Many_stores_may_make_the_same_file_at_once()
    {
        string file = Path.Combine(_folder, "race.db");
        IStore[] stores = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run<IStore>(() => SqliteStore.Open(file))));
        JournalHead[] heads = await Task.WhenAll(stores.Select(s => s.OpenAsync("a", above: 0, CancellationToken.None)));
        Assert.Equal(Enumerable.Range(1, 10), heads.Select(head => (int)head.Epoch).Order());
        foreach (IStore store in stores) await store.DisposeAsync();
    }

    [Fact]
    public async Task A_bell_rings_for_a_letter_of_another_process()
    {
        var rung = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await OpenAsync("a");
        await using IStore other = SqliteStore.Open(File);
        using IDisposable bell = other.Listen("a", () =>
        {
            if (Volatile.Read(ref _posted)) rung.TrySetResult();
        });
        Volatile.Write(ref _posted, true);
        await Store.PostAsync([new Letter("a", new byte[] { 1 })], CancellationToken.None);
        await rung.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Single(await other.ReadInboxAsync("a", 10, setAside: false, CancellationToken.None));
    }

    [Fact]
    public async Task The_log_is_written_ahead_and_waits_for_the_disk()
    {
        await OpenAsync("a");
        var file = new Sqlite.SqliteFile(File, new());
        using SqliteConnection connection = file.Connect();
        Assert.Equal(2, Sqlite.SqliteFile.Query(connection, "PRAGMA synchronous"));
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode";
        Assert.Equal("wal", command.ExecuteScalar());
    }

    [Fact]
    public async Task A_row_that_was_changed_is_told()
    {
        JournalHead head = await OpenAsync("a");
        await CommitAsync(TestCommit.Of(head, 0, 1));
        await CommitAsync(TestCommit.Of(head, 1, 2));
        Change("UPDATE facts SET facts = x'00' WHERE first = 1");
        var thrown = await Assert.ThrowsAsync<StoreException>(async () => await ReadAsync(await OpenAsync("a")));
        Assert.Equal(StoreError.Damaged, thrown.Error);
        Assert.Equal($"The store '{File}' is damaged: a row of journal 'a' is not as written.", thrown.Message);
    }

    [Fact]
    public async Task A_row_that_is_gone_is_told()
    {
        JournalHead head = await OpenAsync("a");
        await CommitAsync(TestCommit.Of(head, 0, 1));
        await CommitAsync(TestCommit.Of(head, 1, 2));
        Change("DELETE FROM facts WHERE first = 1");
        var thrown = await Assert.ThrowsAsync<StoreException>(async () => await ReadAsync(await OpenAsync("a")));
        Assert.Equal(StoreError.Damaged, thrown.Error);
    }

    [Fact]
    public async Task A_file_of_a_newer_release_is_refused()
    {
        await Store.DisposeAsync();
        Change("PRAGMA user_version = 2");
        StoreException thrown = Refused();
        Assert.Equal(StoreError.NewerFormat, thrown.Error);
        Assert.Equal($"The store '{File}' has format 2, and this release knows formats up to 1.", thrown.Message);
    }

    [Fact]
    public async Task A_file_of_another_program_is_refused_and_left_alone()
    {
        await Store.DisposeAsync();
        System.IO.File.Delete(File);
        Change("CREATE TABLE theirs (x)");
        Assert.Equal(StoreError.NotAStore, Refused().Error);
        System.IO.File.WriteAllText(File, "not a database at all, but long enough to be one: " + new string('x', 200));
        Assert.Equal(StoreError.NotAStore, Refused().Error);
    }

    [Fact]
    public async Task A_file_that_is_cut_off_or_overwritten_is_refused()
    {
        JournalHead head = await OpenAsync("a");
        for (int i = 0; i < 200; i++) await CommitAsync(TestCommit.Of(head, i * 100, [.. Enumerable.Range(i * 100, 100)]));
        await Store.DisposeAsync();
        byte[] whole = System.IO.File.ReadAllBytes(File);
        System.IO.File.WriteAllBytes(File, whole[..(whole.Length / 2)]);
        Assert.Equal(StoreError.Damaged, Refused().Error);
        whole.AsSpan(4096, whole.Length - 4096 - 4096).Fill(0xA5);
        System.IO.File.WriteAllBytes(File, whole);
        Assert.Equal(StoreError.Damaged, Refused().Error);
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_told()
    {
        var thrown = Assert.Throws<StoreException>(() => { SqliteStore.Open(Path.Combine(_folder, "no", "jobs.db")); });
        Assert.Equal(StoreError.Unavailable, thrown.Error);
    }

    [Fact]
    public async Task A_writer_that_holds_the_file_for_too_long_is_told_and_then_waited_for()
    {
        await using IStore store = SqliteStore.Open(File, new() { BusyTimeout = TimeSpan.FromMilliseconds(50) });
        JournalHead head = await store.OpenAsync("a", above: 0, CancellationToken.None);
        TestCommit commit = TestCommit.Of(head, 0, 1);
        using (SqliteConnection holder = new Sqlite.SqliteFile(File, new()).Connect())
        {
            Sqlite.SqliteFile.Execute(holder, "BEGIN IMMEDIATE");
            store.Commit(commit);
            Assert.Equal(StoreError.Busy, (await commit.Done)?.Error);
            Sqlite.SqliteFile.Execute(holder, "ROLLBACK");
        }

        TestCommit again = TestCommit.Of(head, 0, 1);
        store.Commit(again);
        Assert.Null(await again.Done);
    }

    [Fact]
    public async Task Commits_that_wait_for_each_other_end_all_the_same()
    {
        await using IStore store = SqliteStore.Open(File, new() { CommitDelay = TimeSpan.FromMilliseconds(2) });
        JournalHead head = await store.OpenAsync("a", above: 0, CancellationToken.None);
        TestCommit[] commits = [.. Enumerable.Range(0, 20).Select(n => TestCommit.Of(head, n, n))];
        foreach (TestCommit commit in commits) store.Commit(commit);
        foreach (TestCommit commit in commits) Assert.Null(await commit.Done);
    }

    [Fact]
    public void Options_out_of_their_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SqliteStoreOptions { CommitDelay = TimeSpan.FromTicks(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SqliteStoreOptions { BusyTimeout = TimeSpan.Zero });
    }

    protected override Task<IStore> OpenStoreAsync() => Task.FromResult<IStore>(SqliteStore.Open(File));

    protected override Task<IStore> OpenOtherAsync() =>
        Task.FromResult<IStore>(SqliteStore.Open(Path.Combine(_folder, "other.db")));

    protected override async Task<IStore> NextLifeAsync(IStore store)
    {
        await store.DisposeAsync();
        return SqliteStore.Open(File);
    }

    protected override Task CleanUpAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    private StoreException Refused() => Assert.Throws<StoreException>(() => { SqliteStore.Open(File); });

    private void Change(string sql)
    {
        using SqliteConnection connection = new Sqlite.SqliteFile(File, new()).Connect();
        Sqlite.SqliteFile.Execute(connection, sql);
    }
}
