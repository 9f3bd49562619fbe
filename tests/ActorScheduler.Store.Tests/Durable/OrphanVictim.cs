namespace ActorScheduler.Store.Tests.Durable;

/// <summary>
/// A process of its own that a test kills: runs the process jobs of a durable scheduler, with no guard that would end
/// them with it. In its first life it schedules the one whose script it is given.
/// </summary>
internal static class OrphanVictim
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not ["orphans", string folder, ..]) return 2;
        await using SqliteStore store = SqliteStore.Open(Path.Combine(folder, "jobs.db"));
        await using SchedulerNode node = await SchedulerNode.StartAsync(new() { Store = store });
        Scheduler scheduler = node.CreateScheduler("orphans", new() { Durable = true });
        if (args is [_, _, string script])
        {
            ProcessJob job = Job.Process("sh", "-c", script) with
            {
                Environment = new Dictionary<string, string?> { ["FOLDER"] = folder },
                Output = ProcessOutput.Discard,
                Error = ProcessOutput.Discard,
            };
            await scheduler.ScheduleAsync(job, new() { OnLost = LostPolicy.RunAgain });
        }

        await scheduler.DrainAsync();
        SchedulerStatistics end = await scheduler.GetStatisticsAsync();
        return end.Completed == 1 ? 0 : 1;
    }
}
