using ActorScheduler.Sqlite;
using Xunit.Abstractions;

namespace ActorScheduler.Store.Tests.Conditions;

public sealed class ReadOnlyTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_store_on_a_file_system_that_may_not_be_written_is_refused()
    {
        using Tmpfs? disk = Tmpfs.TryMount();
        if (disk is null)
        {
            output.WriteLine("NOT TESTED HERE: no permission to mount.");
            return;
        }

        await using (IStore store = SqliteStore.Open(disk.File))
        {
            JournalHead head = await store.OpenAsync("s", above: 0, CancellationToken.None);
            var commit = TestCommit.Of(head, 0, 1);
            store.Commit(commit);
            Assert.Null(await commit.Done);
        }

        disk.MakeReadOnly();
        AssertRefused(disk.File);
        AssertRefused(Path.Combine(disk.Folder, "new.db"));
    }

    [Fact]
    public async Task A_file_or_a_folder_that_may_not_be_written_is_refused()
    {
        if (Environment.IsPrivilegedProcess)
        {
            output.WriteLine("NOT TESTED HERE: whoever is root may write everything. The file system's test stands for it.");
            return;
        }

        string folder = Directory.CreateTempSubdirectory("mode").FullName;
        string file = Path.Combine(folder, "jobs.db");
        await using (SqliteStore store = SqliteStore.Open(file)) Assert.Equal(file, store.Path);
        System.IO.File.SetUnixFileMode(file, UnixFileMode.UserRead);
        AssertRefused(file);
        System.IO.File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        System.IO.File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        AssertRefused(file);
        System.IO.File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_scheduler_whose_store_may_not_be_written_any_more_ends_with_the_reason()
    {
        using var disk = new FewPages();
        List<string> pragmas = [];
        await using SqliteStore store = SqliteStore.Open(disk.File, new() { Pragmas = pragmas });
        pragmas.Add("query_only=1");        // what the writing connection finds, which is opened now
        await using SchedulerNode node = await SchedulerNode.StartAsync(new() { Store = store });
        Scheduler scheduler = node.CreateScheduler("s", new() { Durable = true });
        var refusal = await Assert.ThrowsAsync<JobRejectedException>(
            () => scheduler.Schedule(Job.Process("true")).AsTask().WaitAsync(Limit));
        var reason = Assert.IsType<StoreException>(refusal.InnerException);
        Assert.Equal(StoreError.ReadOnly, reason.Error);
        Assert.StartsWith($"The store '{disk.File}' may not be written: ", reason.Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(string file)
    {
        var refusal = Assert.Throws<StoreException>(() => { SqliteStore.Open(file); });
        Assert.Equal(StoreError.ReadOnly, refusal.Error);
        Assert.StartsWith($"The store '{file}' may not be written: ", refusal.Message, StringComparison.Ordinal);
    }
}
