using System.Globalization;

namespace ActorScheduler.Store.Tests.Durable;

/// <summary>
/// A process of its own that a test kills: runs what is in a store, and in its first life puts the jobs there. Each job
/// says in a file when it starts and ends; standard output says the same to who kills.
/// </summary>
internal static class Victim
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not ["victim", string file, string log, string jobs]) return 2;
        using var stream = new FileStream(log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var notes = new Writer(stream);
        await using SqliteStore store = SqliteStore.Open(file);
        await using SchedulerNode node = await SchedulerNode.StartAsync(new() { Store = store, Handlers = { notes } });
        Scheduler scheduler = node.CreateScheduler("victim", new() { Durable = true, MaxJobs = 8 });
        int count = int.Parse(jobs, CultureInfo.InvariantCulture);
        JobHandle? last = null;
        for (int n = 1; n <= count; n++)
        {
            if (n == (count / 2) + 1) _ = scheduler.InsertBarrier();
            last = scheduler.Schedule(new Note(n));
        }

        if (last is not null) await last.Accepted;
        Console.Out.WriteLine("accepted");
        await scheduler.DrainAsync();
        Console.Out.WriteLine("done");
        return 0;
    }

    private sealed class Writer(FileStream log) : IJobHandler<Note, int>
    {
        private readonly Lock _gate = new();

        public async Task<int> RunAsync(Note job, JobContext context)
        {
            Say("s", job);
            await Task.Yield();
            Say("e", job);
            return job.Number;
        }

        private void Say(string what, Note job)
        {
            string line = string.Create(CultureInfo.InvariantCulture, $"{what} {job.Number}\n");
            lock (_gate)
            {
                log.Write(System.Text.Encoding.ASCII.GetBytes(line));
                Console.Out.Write(line);
            }
        }
    }
}
