using ActorScheduler.Processes;

namespace ActorScheduler.Tests.Processes;

public sealed class OutputStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("store-tests-").FullName;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_line_without_an_end_is_the_last_of_its_attempt()
    {
        var reader = new ProcessOutputReader(OutputSource.Output, ProcessOutput.Capture);
        OutputSpool first = new(1024, temporaryFolder: null), second = new(1024, temporaryFolder: null);
        first.Append("one\ntwo"u8);
        reader.Attach(first);
        await using IAsyncEnumerator<OutputLine> lines = reader.GetAsyncEnumerator();
        Assert.True(await lines.MoveNextAsync());
        Assert.Equal("one", lines.Current.Text);
        first.Complete();
        second.Append("three\n"u8);
        second.Complete();
        reader.Attach(second);
        reader.Close();
        List<string> rest = [];
        while (await lines.MoveNextAsync()) rest.Add(lines.Current.Text);
        Assert.Equal(["two", "three"], rest);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    [Trait("Contract", "POPEN-23")]
    public async Task A_spool_gives_every_reader_all_bytes_whenever_it_comes(int seed)
    {
        var random = new Random(seed);
        var spool = new OutputSpool(random.Next(0, 200_000), _folder);
        var model = new List<byte>();
        var readings = new List<Task<byte[]>>();
        for (int i = 0; i < 40; i++)
        {
            if (random.Next(4) == 0) readings.Add(ReadAsync(spool, random.Next(1, 100_000)));
            byte[] bytes = new byte[random.Next(3) == 0 ? random.Next(0, 70_000) : random.Next(0, 300)];
            random.NextBytes(bytes);
            spool.Append(bytes);
            model.AddRange(bytes);
        }

        spool.Complete();
        readings.Add(ReadAsync(spool, 1000));
        foreach (Task<byte[]> reading in readings) Assert.Equal(model.ToArray(), await reading.WaitAsync(ProcessRig.Patience));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_pipe_gives_each_byte_once_and_in_order(int seed)
    {
        var random = new Random(seed);
        var pipe = new OutputPipe();
        byte[] bytes = new byte[random.Next(0, 500_000)];
        random.NextBytes(bytes);
        Task<byte[]> reading = ReadAsync(pipe, random.Next(1, 100_000));
        int written = 0;
        var room = new SemaphoreSlim(0);
        pipe.RoomMade = () => room.Release();
        while (written < bytes.Length)
        {
            int count = Math.Min(Math.Min(pipe.Room, random.Next(1, 70_000)), bytes.Length - written);
            if (count == 0) Assert.True(await room.WaitAsync(ProcessRig.Patience));
            pipe.Append(bytes.AsSpan(written, count));
            written += count;
        }

        pipe.Complete();
        Assert.Equal(bytes, await reading.WaitAsync(ProcessRig.Patience));
    }

    [Fact]
    [Trait("Contract", "POPEN-23")]
    public void A_spool_beyond_its_memory_leaves_no_name_in_the_folder()
    {
        var spool = new OutputSpool(memoryLimit: 10, _folder);
        spool.Append(new byte[100]);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
        Assert.Equal(100, spool.Length);
        Assert.False(spool.IsComplete);
    }

    [Fact]
    public async Task A_spool_without_a_folder_keeps_what_fits_into_memory_and_says_what_is_lost()
    {
        var spool = new OutputSpool(memoryLimit: 10, Path.Combine(_folder, "gone"));
        spool.Append(new byte[6]);
        spool.Append(new byte[6]);
        spool.Append(new byte[6]);
        spool.Complete();
        Assert.Equal(10, spool.Length);
        using OutputCursor cursor = spool.OpenCursor();
        byte[] buffer = new byte[100];
        int read = 0;
        while (read < 10) read += await cursor.ReadAsync(buffer, CancellationToken.None);
        var lost = await Assert.ThrowsAsync<ProcessOutputLostException>(() => cursor.ReadAsync(buffer, CancellationToken.None).AsTask());
        Assert.Equal(10, lost.KeptBytes);
        Assert.Contains("gone", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_goes_on_with_the_next_attempt_and_a_new_one_begins_with_the_newest()
    {
        var reader = new ProcessOutputReader(OutputSource.Output, ProcessOutput.Capture);
        Task<byte[]> early = reader.ReadAllBytesAsync();
        Attempt(reader, 1);
        await using IAsyncEnumerator<OutputChunk> following = reader.ReadChunksAsync().GetAsyncEnumerator();
        Assert.True(await following.MoveNextAsync());
        Assert.Equal(1, following.Current.Bytes.Span[0]);
        Attempt(reader, 2);
        reader.Close();
        Assert.True(await following.MoveNextAsync());
        Assert.Equal(2, following.Current.Bytes.Span[0]);
        Assert.False(await following.MoveNextAsync());
        Assert.Equal([2], await reader.ReadAllBytesAsync());
        Assert.EndsWith("2", string.Concat(await early), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_of_a_job_that_never_ran_ends_with_nothing()
    {
        var reader = new ProcessOutputReader(OutputSource.Error, ProcessOutput.Capture);
        Task<string> reading = reader.ReadAllTextAsync();
        Assert.False(reading.IsCompleted);
        reader.Close();
        Assert.Equal("", await reading.WaitAsync(ProcessRig.Patience));
    }

    private static void Attempt(ProcessOutputReader reader, byte content)
    {
        var spool = new OutputSpool(memoryLimit: 10, temporaryFolder: null);
        spool.Append([content]);
        spool.Complete();
        reader.Attach(spool);
    }

    private static async Task<byte[]> ReadAsync(OutputStore store, int bufferSize)
    {
        using OutputCursor cursor = store.OpenCursor();
        using var all = new MemoryStream();
        byte[] buffer = new byte[bufferSize];
        int read;
        while ((read = await cursor.ReadAsync(buffer, CancellationToken.None)) > 0) all.Write(buffer, 0, read);
        return all.ToArray();
    }
}
