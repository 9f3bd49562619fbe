namespace ActorScheduler.Benchmarks;

/// <summary>What a million waiting jobs take, the handles that the submitter holds included.</summary>
internal static class WaitingMemory
{
    private const int Jobs = 1_000_000;

    public static int Run()
    {
        RunAsync().GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync()
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        Scheduler scheduler = node.CreateScheduler("bench", new() { MaxJobs = 1 });
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = scheduler.Schedule(_ => gate.Task);
        var handles = new JobHandle[Jobs];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < Jobs; i++) handles[i] = scheduler.Schedule(static _ => { });
        SchedulerStatistics statistics = await scheduler.GetStatisticsAsync();
        long after = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine($"{statistics.Waiting:N0} waiting jobs: {(after - before) / (double)Jobs:0} bytes each");
        gate.SetResult();
        await scheduler.DrainAsync();
        GC.KeepAlive(handles);
    }
}
