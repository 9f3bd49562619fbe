namespace ActorScheduler.Store.Tests.Durable;

/// <summary>A scheduler whose owner hands in by itself what is missing: its earlier life does not go on.</summary>
public sealed class CancelEarlierTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly SchedulerOptions Durable = new() { Durable = true, MaxJobs = 1 };

    private readonly World _world = new();
    private readonly Notes _notes = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Nothing_of_the_earlier_life_starts_and_each_job_of_it_is_canceled()
    {
        _notes.Before = (_, context) => _gate.Task.WaitAsync(context.CancellationToken);
        SchedulerNode first = await _world.StartAsync(_notes);
        Scheduler old = first.CreateScheduler("s", Durable);
        JobHandle<int> running = await old.ScheduleAsync(new Note(1), new() { Key = "1" }).WaitAsync(Limit);
        JobHandle<int> waiting = await old.ScheduleAsync(new Note(2), new() { Key = "2", After = [running] }).WaitAsync(Limit);
        _ = old.InsertBarrier();
        JobHandle<int> behind = await old.ScheduleAsync(new Note(3), new() { Key = "3", Groups = ["g"] }).WaitAsync(Limit);
        await first.DisposeAsync().AsTask().WaitAsync(Limit);
        int begun = _notes.Ran.Length;

        _gate.SetResult();
        await using SchedulerNode second = await _world.StartAsync(_notes);
        Scheduler now = second.CreateScheduler("s", Durable with { CancelsEarlierJobs = "begun anew" });
        JobHandle<int> anew = now.Schedule(new Note(4), new() { Key = "4" });
        Assert.Equal(40, await anew.AsTask().WaitAsync(Limit));
        foreach (JobId id in new[] { running.Id, waiting.Id, behind.Id })
        {
            JobExit exit = await (await now.FindJobAsync(id).WaitAsync(Limit))!.WaitForExitAsync().WaitAsync(Limit);
            Assert.Equal((JobOutcome.Canceled, true, "begun anew"), (exit.Outcome, exit.CancelRequested, exit.CancelReasons[0]));
        }

        Assert.Equal([4], _notes.Ran.Skip(begun));
        await second.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.Empty((await _world.ReadAsync("s")).Jobs);
    }

    [Fact]
    public async Task What_a_process_wrote_is_kept_with_its_exit_unless_that_is_not_wanted()
    {
        await using SchedulerNode node = await _world.StartAsync(_notes);
        foreach (bool keeps in new[] { true, false })
        {
            Scheduler scheduler = node.CreateScheduler(keeps ? "keeps" : "forgets", Durable with { KeepsOutput = keeps });
            ProcessJob echo = Job.Process("echo", "hello") with { Output = ProcessOutput.Capture };
            await scheduler.Schedule(echo, new() { Key = "k" }).AsTask().WaitAsync(Limit);
            ProcessHandle again = scheduler.Schedule(echo, new() { Key = "k" });
            Assert.Equal(0, (await again.AsTask().WaitAsync(Limit)).ExitCode);
            Assert.Equal(keeps ? "hello\n" : "", await again.Output.ReadAllTextAsync().WaitAsync(Limit));
        }
    }
}
