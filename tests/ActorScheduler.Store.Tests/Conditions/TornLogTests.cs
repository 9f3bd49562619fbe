using ActorScheduler.Sqlite;

namespace ActorScheduler.Store.Tests.Conditions;

/// <summary>
/// The file and its write-ahead log as a crash may leave them: everything up to the damage is there, and nothing else.
/// </summary>
public sealed class TornLogTests : IDisposable
{
    private const int Header = 32;
    private const int Commits = 12;

    private readonly string _folder = Directory.CreateTempSubdirectory("torn").FullName;
    private readonly List<long> _ends = [];
    private byte[] _file = [];
    private byte[] _log = [];

    private string Path => System.IO.Path.Combine(_folder, "jobs.db");

    [Fact]
    public async Task A_log_that_is_cut_off_keeps_all_commits_before_the_cut()
    {
        await MakeAsync();
        HashSet<long> lengths = [0, 1, Header - 1, Header, Header + 1];
        foreach (long end in _ends) lengths.UnionWith([end - 4096, end - 1, end, Math.Min(end + 1, _log.Length)]);
        foreach (long length in lengths)
        {
            Put(_log.AsSpan(0, (int)length));
            Assert.Equal((length, _ends.Count(end => end <= length)), (length, await CountAsync()));
        }
    }

    [Fact]
    public async Task A_log_with_a_wrong_byte_keeps_all_commits_before_it()
    {
        await MakeAsync();
        var random = new Random(1);
        for (int i = 0; i < 60; i++)
        {
            int place = random.Next(_log.Length);
            byte[] log = [.. _log];
            log[place] ^= (byte)(1 << random.Next(8));
            Put(log);
            int expected = place < Header ? 0 : _ends.Count(end => end <= place);
            Assert.Equal((place, expected), (place, await CountAsync()));
        }
    }

    [Fact]
    public async Task A_torn_log_is_written_on_behind_its_last_whole_commit()
    {
        await MakeAsync();
        Put(_log.AsSpan(0, (int)_ends[5] - 10));
        await using (IStore store = SqliteStore.Open(Path))
        {
            JournalHead head = await store.OpenAsync("a", above: 0, CancellationToken.None);
            Assert.Equal(5, head.Last);
            var commit = TestCommit.Of(head, 5, 5);
            store.Commit(commit);
            Assert.Null(await commit.Done);
        }

        Assert.Equal(6, await CountAsync());
    }

    [Fact]
    public async Task What_other_processes_shared_of_a_log_is_not_believed_after_a_crash()
    {
        await MakeAsync();
        Put(_log);
        byte[] shared = new byte[32 * 1024];
        new Random(2).NextBytes(shared);
        await File.WriteAllBytesAsync(Path + "-shm", shared);
        Assert.Equal(Commits, await CountAsync());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Facts 0, 1, 2 … of a journal, one a commit, all still in the log; where each of them ends in it.
    private async Task MakeAsync()
    {
        await using IStore store = SqliteStore.Open(Path);
        JournalHead head = await store.OpenAsync("a", above: 0, CancellationToken.None);
        for (int n = 0; n < Commits; n++)
        {
            var commit = TestCommit.Of(head, n, n);
            store.Commit(commit);
            Assert.Null(await commit.Done);
            _ends.Add(new FileInfo(Path + "-wal").Length);
        }

        _file = await ReadSharedAsync(Path);
        _log = await ReadSharedAsync(Path + "-wal");
    }

    private void Put(ReadOnlySpan<byte> log)
    {
        File.Delete(Path + "-shm");
        File.WriteAllBytes(Path, _file);
        using var file = new FileStream(Path + "-wal", FileMode.Create);
        file.Write(log);
    }

    // How many facts there are: the first ones, in their order.
    private async Task<int> CountAsync()
    {
        await using IStore store = SqliteStore.Open(Path);
        List<int> numbers = [];
        await foreach (JournalPiece piece in store.ReadAsync("a", CancellationToken.None))
            numbers.AddRange(FactStream.Read(piece.Facts).Select(TestCommit.NumberOf));
        Assert.Equal(Enumerable.Range(0, numbers.Count), numbers);
        return numbers.Count;
    }

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes);
        return bytes;
    }
}
