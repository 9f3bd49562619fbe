namespace ActorScheduler.Store.Tests.Durable;

/// <summary>Handles by id, over restarts.</summary>
public sealed class FindTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly SchedulerOptions Durable = new() { Durable = true, MaxJobs = 1 };

    private readonly World _world = new();
    private readonly Notes _notes = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_handle_is_found_again_after_a_restart_and_tells_of_its_job()
    {
        _notes.Before = (_, context) => _gate.Task.WaitAsync(context.CancellationToken);
        SchedulerNode first = await _world.StartAsync(_notes);
        JobHandle<int> job = await first.CreateScheduler("s", Durable)
            .ScheduleAsync(new Note(4), new() { Name = "four" }).WaitAsync(Limit);
        await first.DisposeAsync().AsTask().WaitAsync(Limit);

        await using SchedulerNode second = await _world.StartAsync(_notes);
        Scheduler now = second.CreateScheduler("s", Durable);
        JobHandle<int> again = (await now.FindJobAsync<int>(job.Id).WaitAsync(Limit))!;
        Assert.Equal((job.Id, "four"), (again.Id, again.Name));
        _gate.SetResult();
        Assert.Equal(40, await again.AsTask().WaitAsync(Limit));
    }

    [Fact]
    public async Task A_job_that_has_ended_is_found_with_its_result_in_this_life_and_the_next()
    {
        SchedulerNode first = await _world.StartAsync(_notes);
        Scheduler scheduler = first.CreateScheduler("s", Durable);
        JobHandle<int> job = scheduler.Schedule(new Note(4));
        await job.AsTask().WaitAsync(Limit);
        Assert.Equal(40, await (await scheduler.FindJobAsync<int>(job.Id).WaitAsync(Limit))!.AsTask().WaitAsync(Limit));
        await first.DisposeAsync().AsTask().WaitAsync(Limit);

        await using SchedulerNode second = await _world.StartAsync(_notes);
        Scheduler now = second.CreateScheduler("s", Durable);
        JobHandle<int> again = (await now.FindJobAsync<int>(job.Id).WaitAsync(Limit))!;
        Assert.Equal(40, await again.AsTask().WaitAsync(Limit));
        Assert.Equal(await job.WaitForExitAsync(), await again.WaitForExitAsync());
    }

    [Fact]
    public async Task The_end_of_the_output_of_a_process_is_kept()
    {
        SchedulerNode first = await _world.StartAsync(_notes);
        ProcessJob chatters = Job.Shell("yes 0123456 | head -n 20000; echo last; echo trouble >&2; exit 3");
        ProcessHandle job = first.CreateScheduler("s", Durable).Schedule(chatters);
        Assert.Equal(3, (await job.AsTask().WaitAsync(Limit)).ExitCode);
        await first.DisposeAsync().AsTask().WaitAsync(Limit);

        await using SchedulerNode second = await _world.StartAsync(_notes);
        var again = (ProcessHandle)(await second.CreateScheduler("s", Durable).FindJobAsync(job.Id).WaitAsync(Limit))!;
        Assert.Equal((3, job.ProcessId), ((await again.AsTask()).ExitCode, (await again.AsTask()).ProcessId));
        string output = await again.Output.ReadAllTextAsync().WaitAsync(Limit);
        Assert.Equal(OutputTails.MaxBytes, output.Length);
        Assert.EndsWith("0123456\nlast\n", output, StringComparison.Ordinal);
        Assert.Equal("trouble\n", await again.Error.ReadAllTextAsync().WaitAsync(Limit));
        Assert.Equal(chatters.Arguments, again.Job.Arguments);
    }

    [Fact]
    public async Task Nobody_is_found_by_an_id_that_nobody_has()
    {
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable);
        Assert.Null(await scheduler.FindJobAsync(new JobId(1, 1)).WaitAsync(Limit));
        JobHandle<int> job = scheduler.Schedule(new Note(1));
        await job.AsTask().WaitAsync(Limit);
        await Assert.ThrowsAsync<ArgumentException>(() => scheduler.FindJobAsync<string>(job.Id).WaitAsync(Limit));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => node.CreateScheduler("v").FindJobAsync(job.Id).WaitAsync(Limit));
        await scheduler.StopAsync().WaitAsync(Limit);
    }

    [Fact]
    public async Task Exits_are_dropped_when_there_are_too_many()
    {
        await using SchedulerNode node = await _world.StartAsync(_notes);
        Scheduler scheduler = node.CreateScheduler("s", Durable with { MaxKeptExits = 32 });
        JobHandle<int>[] jobs = [.. Enumerable.Range(1, 100).Select(n => scheduler.Schedule(new Note(n)))];
        await Task.WhenAll(jobs.Select(job => job.AsTask())).WaitAsync(Limit);
        int kept = 0;
        foreach (JobHandle<int> job in jobs)
            kept += await scheduler.FindJobAsync(job.Id).WaitAsync(Limit) is null ? 0 : 1;
        Assert.InRange(kept, 30, 34);
        Assert.NotNull(await scheduler.FindJobAsync(jobs[^1].Id).WaitAsync(Limit));
    }
}
