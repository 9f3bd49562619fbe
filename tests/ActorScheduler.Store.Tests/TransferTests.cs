using ActorScheduler.Actors;
using ActorScheduler.Client;
using ActorScheduler.Store.Facts;
using ActorScheduler.Store.Tests.Durable;

namespace ActorScheduler.Store.Tests;

/// <summary>A store in a file, on its way to another store.</summary>
public sealed class TransferTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly SchedulerOptions Durable = new() { Durable = true, MaxJobs = 2 };
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("transfer").FullName;
    private int _files;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public async Task Whatever_is_in_a_store_comes_out_of_another_the_same(int seed, bool fromSqlite)
    {
        await using IStore first = fromSqlite ? NewFile() : new MemoryStore();
        await using IStore second = fromSqlite ? new MemoryStore() : NewFile();
        await using IStore third = fromSqlite ? NewFile() : new MemoryStore();
        await FillAsync(first, new Random(seed));
        await MoveAsync(first, second);
        await MoveAsync(second, third);
        string[] given = await StoreContract.GiveAsync(first);
        Assert.NotEmpty(given);
        Assert.Equal(given, await StoreContract.GiveAsync(second));
        Assert.Equal(given, await StoreContract.GiveAsync(third));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_scheduler_goes_on_from_what_was_moved(bool toSqlite)
    {
        var notes = new Notes();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        notes.Before = (note, context) =>
            note.Number == 1 ? Task.CompletedTask : gate.Task.WaitAsync(context.CancellationToken);
        await using IStore old = toSqlite ? new MemoryStore() : NewFile();
        await using IStore now = toSqlite ? NewFile() : new MemoryStore();
        JobId ended, waits;
        await using (SchedulerNode node = await StartAsync(old, notes))
        {
            Scheduler scheduler = node.CreateScheduler("s", Durable);
            JobHandle<int> first = scheduler.Schedule(new Note(1));
            Assert.Equal(10, await first.AsTask().WaitAsync(Limit));
            _ = scheduler.Schedule(new Note(2));
            _ = scheduler.InsertBarrier();
            JobHandle<int> behind = await scheduler.ScheduleAsync(new Note(3)).WaitAsync(Limit);
            (ended, waits) = (first.Id, behind.Id);
        }

        await MoveAsync(old, now);
        gate.SetResult();
        await using SchedulerNode next = await StartAsync(now, notes);
        Scheduler again = next.CreateScheduler("s", Durable);
        Assert.Equal(10, await (await again.FindJobAsync<int>(ended).WaitAsync(Limit))!.AsTask().WaitAsync(Limit));
        Assert.Equal(30, await (await again.FindJobAsync<int>(waits).WaitAsync(Limit))!.AsTask().WaitAsync(Limit));
        Assert.Equal([2, 3], notes.Ran[^2..]);
    }

    [Fact]
    public async Task What_was_cut_off_anywhere_or_changed_anywhere_is_refused_and_nothing_is_taken()
    {
        await using var store = new MemoryStore();
        await FillAsync(store, new Random(7));
        byte[] whole = await WriteAsync(store);
        var random = new Random(8);
        for (int i = 0; i < 300; i++)
        {
            byte[] broken = random.Next(3) switch
            {
                0 => whole[..random.Next(whole.Length)],
                1 => [.. whole, (byte)random.Next(256)],
                _ => Flip([.. whole], random.Next(whole.Length), 1 << random.Next(8)),
            };
            await using var target = new MemoryStore();
            await Assert.ThrowsAsync<StoreException>(
                () => TakeAsync(target, new MemoryStream(broken)));
            Assert.Empty(await StoreContract.GiveAsync(target));
        }
    }

    // All sums are right: somebody has made such a file. It must not be taken in and fail whoever opens it.
    [Fact]
    public async Task A_job_that_cannot_be_read_back_is_refused_whatever_its_sums_say()
    {
        StreamPlace nowhere = new() { Kind = StreamPlace.Types.Kind.File };
        await RefuseAsync(new JobAccepted { Order = 1, Process = new ProcessData { Program = "true", Output = nowhere } });
        await RefuseAsync(new JobAccepted { Order = 1 });
        await RefuseAsync(
            new JobAccepted { Order = 1, Process = new ProcessData { Program = "true" }, Settings = new JobSettings { Priority = 1000 } });
        var accepted = new Fact { Accepted = new JobAccepted { Order = 1, Process = new ProcessData { Program = "true" } } };
        await RefuseAsync(
            accepted, new Fact { Started = new AttemptStarted { Order = 1, Attempt = 1 } },
            new Fact { ProcessStarted = new ProcessStarted { Order = 1, Attempt = 1 } });
    }

    private static Task RefuseAsync(JobAccepted job) => RefuseAsync(new Fact { Accepted = job });

    private static async Task RefuseAsync(params Fact[] facts)
    {
        await using IStore store = new MemoryStore();
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        foreach (Fact fact in facts) FactStream.Write(buffer, fact);
        await store.AddAllAsync(
            [
                new StoreItem.Journal(new JournalHead("s", 1, 0, facts.Length)),
                new StoreItem.Facts(new JournalPiece(false, buffer.WrittenMemory), facts.Length),
            ],
            CancellationToken.None);
        byte[] whole = await WriteAsync(store);
        await using var target = new MemoryStore();
        StoreException refusal = await Assert.ThrowsAsync<StoreException>(() => TakeAsync(target, new MemoryStream(whole)));
        Assert.Equal(StoreError.Damaged, refusal.Error);
        Assert.Empty(await StoreContract.GiveAsync(target));
    }

    [Theory]
    [InlineData("", StoreError.NotAStore)]
    [InlineData("this is a text and no store", StoreError.NotAStore)]
    public async Task What_is_no_store_is_refused(string text, StoreError error)
    {
        await using var target = new MemoryStore();
        using var stream = new MemoryStream(System.Text.Encoding.ASCII.GetBytes(text));
        StoreException refusal = await Assert.ThrowsAsync<StoreException>(
            () => TakeAsync(target, stream));
        Assert.Equal(error, refusal.Error);
    }

    [Fact]
    public async Task An_export_while_a_node_runs_is_of_one_moment()
    {
        var notes = new Notes();
        await using SqliteStore store = NewFile();
        await using SchedulerNode node = await StartAsync(store, notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        for (int round = 0; round < 5; round++)
        {
            JobHandle<int>[] jobs = [.. Enumerable.Range(0, 50).Select(n => scheduler.Schedule(new Note(n)))];
            byte[] whole = await WriteAsync(store);
            await using var copy = new MemoryStore();
            await TakeAsync(copy, new MemoryStream(whole));
            SchedulerView view = await SchedulerView.ReadAsync(copy, "s", CancellationToken.None);
            int kept = (await StoreContract.ItemsAsync(copy)).Count(static item => item is StoreItem.Exit);
            Assert.Equal(view.KeptExits, kept);     // the facts and the exits say the same
            foreach (JobHandle<int> job in jobs) await job.AsTask().WaitAsync(Limit);
        }
    }

    private static byte[] Flip(byte[] bytes, int at, int bit)
    {
        bytes[at] ^= (byte)bit;
        return bytes;
    }

    private SqliteStore NewFile() => SqliteStore.Open(Path.Combine(_folder, $"{++_files}.db"));

    private static async Task<SchedulerNode> StartAsync(IStore store, Notes notes) =>
        await SchedulerNode.StartAsync(new() { Store = store, Handlers = { notes } });

    private static async Task<byte[]> WriteAsync(IStore store)
    {
        using var stream = new MemoryStream();
        await FrameWriter.WriteAsync(store, stream, Now, CancellationToken.None);
        return stream.ToArray();
    }

    private static async Task TakeAsync(IStore store, Stream stream)
    {
        FrameReader.Check(stream);
        await FrameReader.TakeAsync(store, stream, CancellationToken.None);
    }

    private static async Task MoveAsync(IStore from, IStore to)
    {
        using var stream = new MemoryStream(await WriteAsync(from));
        await TakeAsync(to, stream);
    }

    // Schedulers with random jobs, ends and letters, some of which nobody understands.
    private static async Task FillAsync(IStore store, Random random)
    {
        for (int s = 0; s < 3; s++)
        {
            string name = "scheduler " + s;
            var notes = new Notes();
            var never = new TaskCompletionSource();
            notes.Before = (note, context) =>
                note.Number % 3 == 0 ? never.Task.WaitAsync(context.CancellationToken) : Task.CompletedTask;
            SchedulerNode node = await StartAsync(store, notes);
            Scheduler scheduler = node.CreateScheduler(name, Durable);
            for (int n = random.Next(8); n < 20; n++)
            {
                if (random.Next(6) == 0) _ = scheduler.InsertBarrier();
                var options = new JobOptions
                {
                    Key = random.Next(3) == 0 ? $"key {n}" : null,
                    Delay = random.Next(4) == 0 ? TimeSpan.FromDays(1) : TimeSpan.Zero,
                };
                JobHandle<int> job = await scheduler.ScheduleAsync(new Note(n), options).WaitAsync(Limit);
                if (random.Next(5) == 0) job.Cancel("not wanted");
            }

            await store.PostAsync(
                [new Letter(SchedulerInbox.AddressOf(name), new byte[] { 0xFF, (byte)s })], CancellationToken.None);
            await scheduler.GetStatisticsAsync().WaitAsync(Limit);
            await node.DisposeAsync().AsTask().WaitAsync(Limit);
            await new StoreClient(store, TimeProvider.System, origin: 5).SubmitAsync(
                name, new ClientJob(Job.Process("true"), new() { Name = name }, []));
        }

        await store.PostAsync([new Letter("client/1", new byte[] { 1 }, Expires: 5)], CancellationToken.None);
    }
}
