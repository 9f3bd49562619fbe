using System.Text.Json.Serialization;

namespace ActorScheduler.Native;

/// <summary>Durable work on a SQLite file.</summary>
internal static partial class DurableStories
{
    public static async Task TwoLivesAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("actorscheduler-native-");
        try
        {
            string file = Path.Join(folder.FullName, "jobs.db");
            JobId kept;
            await using (SqliteStore store = SqliteStore.Open(file))
            await using (SchedulerNode node = await StartAsync(store))
            {
                Scheduler first = node.CreateScheduler("sums", new() { Durable = true });
                Check.Equal(5, await await first.ScheduleAsync(new Sum(2, 3)));
                JobHandle<int> later = await first.ScheduleAsync(
                    new Sum(20, 22), new JobOptions { Key = "the answer", Delay = TimeSpan.FromMilliseconds(1) });
                kept = later.Id;
                await later;
            }

            await using SqliteStore again = SqliteStore.Open(file);
            await using SchedulerNode next = await StartAsync(again);
            Scheduler scheduler = next.CreateScheduler("sums", new() { Durable = true });
            JobHandle<int> found = await scheduler.ScheduleAsync(new Sum(0, 0), new JobOptions { Key = "the answer" });
            Check.Equal(kept, found.Id);
            Check.Equal(42, await found);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static async Task NoContextAsync()
    {
        var options = new NodeOptions();
        ArgumentException thrown = await Check.Throws<ArgumentException>(() =>
        {
            options.Handlers.Add(new Adder());
            return Task.CompletedTask;
        });
        Check.Equal(true, thrown.Message.Contains("[JsonSerializable(typeof(Sum))]", StringComparison.Ordinal));
    }

    private static async Task<SchedulerNode> StartAsync(SqliteStore store) => await SchedulerNode.StartAsync(new()
    {
        Store = store,
        Handlers = new JobHandlers(Kinds.Default) { new Adder() },
    });

    [JobKind("sum")]
    private sealed record Sum(int A, int B) : NamedJob<int>;

    [JsonSerializable(typeof(Sum))]
    private sealed partial class Kinds : JsonSerializerContext;

    private sealed class Adder : IJobHandler<Sum, int>
    {
        public Task<int> RunAsync(Sum job, JobContext context) => Task.FromResult(job.A + job.B);
    }
}
