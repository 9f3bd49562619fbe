namespace ActorScheduler.Native;

/// <summary>Schedulers, processes and task pools.</summary>
internal static class JobStories
{
    public static async Task JobsAsync()
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        Scheduler scheduler = node.CreateScheduler("jobs", new() { MaxJobs = 2 });
        int running = 0, most = 0, ended = 0;
        JobHandle<int>[] jobs = [.. Enumerable.Range(0, 1000).Select(i => scheduler.Schedule(async _ =>
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            Interlocked.Increment(ref ended);
            return i;
        }))];
        await scheduler.InsertBarrier();
        Check.Equal(1000, ended);
        Check.Equal(true, most is 1 or 2);
        Check.Equal(999 * 500, (await Task.WhenAll(jobs.Select(async job => await job))).Sum());
    }

    public static async Task ProcessAsync()
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        ProcessHandle process = node.CreateScheduler("p").Schedule(Job.Shell("echo out; exit 3"));
        var lines = new List<string>();
        await foreach (OutputLine line in process.Output) lines.Add(line.Text);
        ProcessExit exit = await process.WaitForExitAsync();
        Check.Equal("out", string.Join(',', lines));
        Check.Equal(3, exit.ExitCode);
    }

    public static async Task PoolAsync()
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        TaskPool pool = node.CreateTaskPool("pool", new() { DefaultLimit = 1 });
        var end = new TaskCompletionSource();
        JobHandle first = pool.Spawn(["a", "b"], _ => end.Task);
        await Check.Throws<JobRejectedException>(async () => await pool.Spawn(["b"], _ => Task.CompletedTask));
        JobHandle waits = pool.Spawn(["b"], _ => Task.CompletedTask, WhenFull.Wait);
        end.SetResult();
        await first;
        await waits;
    }

    public static async Task FailureAsync()
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        JobHandle job = node.CreateScheduler("f").Schedule(_ => throw new TimeoutException("too late"));
        await Check.Throws<TimeoutException>(async () => await job);
        JobExit exit = await job.WaitForExitAsync();
        Check.Equal(JobOutcome.Failed, exit.Outcome);
        Check.Equal("too late", exit.Exception!.Message);
    }

    private static void InterlockedMax(ref int place, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref place)) < value && Interlocked.CompareExchange(ref place, value, seen) != seen)
        {
        }
    }
}
