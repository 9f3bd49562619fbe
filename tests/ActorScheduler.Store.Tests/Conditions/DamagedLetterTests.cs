using System.Text;
using ActorScheduler.Actors;
using ActorScheduler.Sqlite;
using Microsoft.Data.Sqlite;

namespace ActorScheduler.Store.Tests.Conditions;

/// <summary>A letter that is not as it was written is never acted upon, dropped, or in the way of others.</summary>
public sealed class DamagedLetterTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("letters").FullName;

    private string File => Path.Combine(_folder, "jobs.db");

    [Theory]
    [InlineData("content = CAST('onE' AS BLOB)")]
    [InlineData("content = 'one'")]
    [InlineData("expires = expires + 1")]
    [InlineData("expires = 'never'")]
    [InlineData("sum = sum + 1")]
    [InlineData("address = 'b'")]
    public async Task Whatever_changes_in_a_letter_it_comes_with_the_reason_to_set_it_aside(string change)
    {
        await using IStore store = await MakeAsync("a", "one", "two");
        Change($"UPDATE letters SET {change} WHERE id = 1");
        IReadOnlyList<InboxRow> a = await ReadAsync(store, "a");
        IReadOnlyList<InboxRow> all = [.. await ReadAsync(store, "b"), .. a];
        Assert.Equal("The store is damaged: the letter is not as it was written.", all[0].Why);
        Assert.Equal((2, "two", null), (all[1].Id, Encoding.UTF8.GetString(all[1].Content.Span), all[1].Why));
    }

    [Fact]
    public async Task A_letter_whose_end_was_changed_is_not_dropped_by_it()
    {
        await using IStore store = await MakeAsync("a", "one", "two");
        Change("UPDATE letters SET expires = 10");
        await store.PostAsync([new Letter("a", new byte[] { 1 }, Expires: 10)], CancellationToken.None);
        await store.DiscardAsync([], now: 20, CancellationToken.None);
        Assert.Equal([1L, 2L], (await ReadAsync(store, "a")).Select(row => row.Id));
    }

    [Fact]
    public async Task A_scheduler_sets_it_aside_and_reads_on()
    {
        string address = SchedulerInbox.AddressOf("s");
        await using IStore store = await MakeAsync(address, "one");
        Change("UPDATE letters SET content = x'00'");
        await using SchedulerNode node = await SchedulerNode.StartAsync(new() { Store = store });
        Scheduler scheduler = node.CreateScheduler("s", new() { Durable = true });
        // Nothing tells when it has read; each question is a turn behind which it may have.
        for (var patience = new CancellationTokenSource(Limit); (await ReadAsync(store, address)).Count > 0;)
            await scheduler.GetStatisticsAsync(patience.Token);
        InboxRow aside = Assert.Single(await ReadAsync(store, address, setAside: true));
        Assert.Equal("The store is damaged: the letter is not as it was written.", aside.Why);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<IStore> MakeAsync(string address, params string[] letters)
    {
        IStore store = SqliteStore.Open(File);
        await store.PostAsync(
            [.. letters.Select(text => new Letter(address, Encoding.UTF8.GetBytes(text)))], CancellationToken.None);
        return store;
    }

    private static Task<IReadOnlyList<InboxRow>> ReadAsync(IStore store, string address, bool setAside = false) =>
        store.ReadInboxAsync(address, 10, setAside, CancellationToken.None);

    private void Change(string sql)
    {
        using SqliteConnection connection = new SqliteFile(File, new()).Connect();
        SqliteFile.Execute(connection, sql);
    }
}
