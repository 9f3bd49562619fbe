using System.Globalization;

namespace ActorScheduler.Store.Tests.Durable;

/// <summary>
/// A process of its own that a test kills: only its first life names the recurring job, and the last one cancels it.
/// Each job says in a file which fire time it is for and who it is; standard output says the same to who kills.
/// </summary>
internal static class BeatVictim
{
    public static async Task<int> RunAsync(string file, string log, string life)
    {
        using var stream = new FileStream(log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var lines = new Writer(stream);
        await using SqliteStore store = SqliteStore.Open(file);
        await using SchedulerNode node = await SchedulerNode.StartAsync(new() { Store = store, Handlers = { lines } });
        Scheduler scheduler = node.CreateScheduler("beat", new() { Durable = true, MaxJobs = 4 });
        if (life == "first")
        {
            _ = scheduler.ScheduleRecurring("tick", Recurrence.Every(TimeSpan.FromMilliseconds(10)), new Note(0), new()
            {
                Misfire = MisfirePolicy.FireAll,
                MaxCatchUp = RecurringOptions.MostAtOnce,
                Overlap = OverlapPolicy.Allow,
            });
        }

        RecurringJob tick = await scheduler.FindRecurringJobAsync("tick") ?? throw new InvalidOperationException("It is gone.");
        if (life == "last") tick.Cancel();
        await tick.WaitForEndAsync();
        Console.Out.WriteLine($"done {tick.Status.Fired} {tick.Status.Missed} {tick.Status.Skipped}");
        return 0;
    }

    private sealed class Writer(FileStream log) : IJobHandler<Note, int>
    {
        private readonly Lock _gate = new();

        public Task<int> RunAsync(Note job, JobContext context)
        {
            long time = context.FireTime!.Value.UtcTicks / TimeSpan.TicksPerMillisecond;
            string line = string.Create(CultureInfo.InvariantCulture, $"{time} {context.JobId}\n");
            lock (_gate)
            {
                log.Write(System.Text.Encoding.ASCII.GetBytes(line));
                Console.Out.Write(line);
            }

            return Task.FromResult(0);
        }
    }
}
