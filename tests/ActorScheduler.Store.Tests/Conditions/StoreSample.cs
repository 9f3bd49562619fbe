using ActorScheduler.Sqlite;

namespace ActorScheduler.Store.Tests.Conditions;

/// <summary>A store file with a bit of everything, closed, and what a reader finds in it.</summary>
internal sealed class StoreSample : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("damage").FullName;

    public string File => Path.Combine(_folder, "jobs.db");

    public byte[] Bytes { get; private set; } = [];

    public string Content { get; private set; } = "";

    public static async Task<StoreSample> MakeAsync()
    {
        var sample = new StoreSample();
        await using (IStore store = SqliteStore.Open(sample.File))
        {
            JournalHead a = await store.OpenAsync("a", above: 0, CancellationToken.None);
            for (int n = 0; n < 40; n++)
                await CommitAsync(store, TestCommit.Of(a, n * 100, [.. Enumerable.Range(n * 100, 100)]));
            int[] last = [4000, 4001];
            await CommitAsync(store, TestCommit.WithSnapshot(a, 4000, last, [.. Enumerable.Range(0, 300)]));
            await CommitAsync(store, TestCommit.Of(a, 4002, 4002));
            JournalHead b = await store.OpenAsync("b", above: 0, CancellationToken.None);
            for (int n = 0; n < 30; n++)
            {
                var kept = new KeptExit(new JobId(1, n), n / 10, IsKeyed: false, new byte[] { (byte)n });
                var commit = new TestCommit { Journal = "b", Epoch = b.Epoch, Kept = [kept] };
                await CommitAsync(store, commit.Fill(n * 50, [.. Enumerable.Range(n * 50, 50)]));
            }

            for (int n = 0; n < 60; n++)
            {
                byte[] words = [.. Enumerable.Repeat((byte)n, 100)];
                await store.PostAsync([new Letter(n % 2 == 0 ? "a" : "b", words, Expires: n)], CancellationToken.None);
            }
        }

        sample.Bytes = await System.IO.File.ReadAllBytesAsync(sample.File);
        sample.Content = await sample.ReadAsync();
        return sample;
    }

    /// <summary>Puts a file there as a crash or a bad disk may leave it.</summary>
    public void Put(ReadOnlySpan<byte> bytes)
    {
        System.IO.File.Delete(File + "-wal");
        System.IO.File.Delete(File + "-shm");
        using var file = new FileStream(File, FileMode.Create);
        file.Write(bytes);
    }

    /// <summary>Opens it as schedulers do, and reads all.</summary>
    /// <exception cref="StoreException">It cannot be.</exception>
    public async Task<string> ReadAsync()
    {
        await using IStore store = SqliteStore.Open(File);
        List<string> content = [];
        foreach (string journal in (string[])["a", "b"])
        {
            JournalHead head = await store.OpenAsync(journal, above: 0, CancellationToken.None);
            content.Add($"{journal} {head.Snapshot} {head.Last}");
            await foreach (JournalPiece piece in store.ReadAsync(journal, CancellationToken.None))
                content.Add((piece.IsSnapshot ? "s" : "f") + Convert.ToHexString(piece.Facts.Span));
            await foreach (KeptExit exit in store.ReadExitsAsync(journal, CancellationToken.None))
                content.Add($"{exit.Job} {exit.Segment} {exit.IsKeyed} {Convert.ToHexString(exit.Content.Span)}");
            foreach (InboxRow letter in await LettersAsync(store, journal))
                content.Add($"{letter.Id} {Convert.ToHexString(letter.Content.Span)}");
        }

        return string.Join('\n', content);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // A letter that is set aside is one that nobody acts upon: as good as refused.
    private async Task<IReadOnlyList<InboxRow>> LettersAsync(IStore store, string address)
    {
        IReadOnlyList<InboxRow> aside = await store.ReadInboxAsync(address, 100, setAside: true, CancellationToken.None);
        IReadOnlyList<InboxRow> letters = await store.ReadInboxAsync(address, 100, setAside: false, CancellationToken.None);
        return aside.Concat(letters).FirstOrDefault(row => row.Why is not null) is { } bad
            ? throw new StoreException(StoreError.Damaged, $"'{File}': {bad.Why}")
            : letters;
    }

    private static async Task CommitAsync(IStore store, TestCommit commit)
    {
        store.Commit(commit);
        Assert.Null(await commit.Done);
    }
}
