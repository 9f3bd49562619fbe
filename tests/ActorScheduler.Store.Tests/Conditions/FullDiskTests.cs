using ActorScheduler.Sqlite;
using Xunit.Abstractions;

namespace ActorScheduler.Store.Tests.Conditions;

public sealed class FullDiskTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly SchedulerOptions One = new() { Durable = true, MaxJobs = 1 };

    private readonly Bulks _bulks = new();

    [Fact]
    public async Task On_a_full_file_system_jobs_are_refused_until_there_is_room()
    {
        using Tmpfs? disk = Mounted();
        if (disk is not null) await RefuseAndGoOnAsync(disk);
    }

    [Fact]
    public async Task In_a_full_file_jobs_are_refused_until_there_is_room()
    {
        using var disk = new FewPages();
        await RefuseAndGoOnAsync(disk);
    }

    private async Task RefuseAndGoOnAsync(SmallDisk disk)
    {
        await using SqliteStore file = SqliteStore.Open(disk.File, disk.Options);
        var store = new WatchedStore(file);
        await using SchedulerNode node = await StartAsync(store);
        Scheduler scheduler = node.CreateScheduler("s", One);
        (List<JobHandle<int>> accepted, Task<JobHandle<int>> pending, RejectReason reason) =
            await FillAsync(scheduler, store);
        Assert.Contains($"The store '{disk.File}' has no room", reason.ToString(), StringComparison.Ordinal);
        Assert.False(pending.IsCompleted);
        Assert.Equal(accepted.Count, await CountJobsAsync(disk));       // what was acknowledged is there

        disk.MakeRoom();
        accepted.Add(await pending.WaitAsync(Limit));
        accepted.Add(await scheduler.ScheduleAsync(new Bulk(-1, "")).WaitAsync(Limit));
        _bulks.Gate.SetResult();
        foreach (JobHandle<int> job in accepted) await job.AsTask().WaitAsync(Limit);
        Assert.Equal([.. Enumerable.Range(1, accepted.Count - 1), -1], _bulks.Ran);
        await scheduler.DrainAsync().WaitAsync(Limit);
        Assert.Equal(0, await CountJobsAsync(disk));
    }

    // Until one is refused: what was accepted by then, the one that met the full disk and waits, and why.
    private static async Task<(List<JobHandle<int>> Accepted, Task<JobHandle<int>> Pending, RejectReason Reason)> FillAsync(
        Scheduler scheduler, WatchedStore store)
    {
        List<JobHandle<int>> accepted = [];
        string text = new('x', 60_000);
        while (true)
        {
            Assert.True(accepted.Count < 1000, "The disk does not fill.");
            Task<JobHandle<int>> next = scheduler.ScheduleAsync(new Bulk(accepted.Count + 1, text));
            await Task.WhenAny(next, store.Failed).WaitAsync(Limit);
            if (store.Failed.IsCompleted)
            {
                await scheduler.GetStatisticsAsync().WaitAsync(Limit);     // its turn is behind that of the failure
                var refusal = await Assert.ThrowsAsync<JobRejectedException>(
                    () => scheduler.ScheduleAsync(new Bulk(0, "")).WaitAsync(Limit));
                Assert.Equal(StoreError.Full, (await store.Failed).Error);
                return (accepted, next, Assert.IsType<RejectReason.StoreUnavailable>(refusal.Reason));
            }

            accepted.Add(await next);
        }
    }

    private static async Task<int> CountJobsAsync(SmallDisk disk)
    {
        var ledger = new Ledger();
        var reader = new SqliteReader(new SqliteFile(disk.File, disk.Options));
        await foreach (JournalPiece piece in reader.ReadAsync("s", CancellationToken.None)) ledger.Apply(piece.Facts);
        return ledger.Jobs.Count;
    }

    private Tmpfs? Mounted()
    {
        Tmpfs? disk = Tmpfs.TryMount();
        if (disk is null) output.WriteLine("NOT TESTED HERE: no permission to mount. The same runs with a limit of pages.");
        else disk.Fill();
        return disk;
    }

    private Task<SchedulerNode> StartAsync(IStore store) =>
        SchedulerNode.StartAsync(new() { Store = store, Handlers = { _bulks } }).AsTask();
}
