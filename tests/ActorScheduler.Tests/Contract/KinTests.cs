using ActorScheduler.Actors;
using ActorScheduler.Machines;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Contract;

public sealed class KinTests
{
    [Fact]
    [Trait("Contract", "PORT-60")]
    public async Task A_task_as_a_job_ends_as_the_task_does()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        var error = new InvalidDataException();
        Assert.Equal(0, (await scheduler.Schedule(Job.FromTask(Task.CompletedTask)).Exit()).ExitCode);
        JobExit failed = await scheduler.Schedule(Job.FromTask(Task.FromException(error))).Exit();
        Assert.Equal((1, error), (failed.ExitCode, failed.Exception));
        JobExit canceled = await scheduler.Schedule(Job.FromTask(Task.FromCanceled(new CancellationToken(true)))).Exit();
        Assert.Equal((-2, JobOutcome.Canceled), (canceled.ExitCode, canceled.Outcome));
    }

    [Fact]
    [Trait("Contract", "PORT-60")]
    public async Task Canceling_a_task_as_a_job_cancels_the_task()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        using var source = new CancellationTokenSource();
        Task task = new TaskCompletionSource().Task.WaitAsync(source.Token);
        JobHandle job = scheduler.Schedule(Job.FromTask(task, source));
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = job.OnStart(_ => started.SetResult());
        await started.Task.Soon();
        job.Cancel();
        JobExit exit = await job.Exit();
        Assert.Equal((-2, true, true), (exit.ExitCode, exit.CancelRequested, task.IsCanceled));
    }

    [Fact]
    [Trait("Contract", "PORT-61")]
    public async Task A_scheduler_of_one_is_a_sequential_queue_with_a_front_a_length_and_an_end()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler queue = node.Scheduler(SchedulerOptions.Portage);
        var order = new List<int>();
        var step = new Step();
        _ = queue.Schedule(step.RunAsync);
        for (int i = 1; i <= 3; i++)
        {
            int number = i;
            _ = queue.Schedule(_ => order.Add(number));
        }

        _ = queue.Schedule(_ => order.Add(0), new() { Priority = JobOptions.MaxPriority });     // to the front
        SchedulerStatistics now = await queue.GetStatisticsAsync();
        Assert.Equal(5, now.Running + now.Waiting);
        step.Succeed();
        await queue.DrainAsync().Soon();
        Assert.Equal([0, 1, 2, 3], order);
        now = await queue.GetStatisticsAsync();
        Assert.Equal(0, now.Running + now.Waiting);
    }

    [Fact]
    [Trait("Contract", "PORT-62")]
    public async Task A_sequence_stops_at_the_first_that_does_not_complete_and_takes_its_fate()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(2), parts = node.Scheduler(4);
        var order = new List<string>();
        var error = new InvalidDataException();
        Job Note(string name) => Job.Run(async _ =>
        {
            await Task.Yield();
            order.Add(name);
        });
        await scheduler.Schedule(Job.Sequence(parts, [])).Done();
        await scheduler.Schedule(Job.Sequence(parts, [Note("a"), Note("b"), Note("c")])).Done();
        Assert.Equal("a b c", string.Join(' ', order));
        JobHandle failed = scheduler.Schedule(Job.Sequence(parts, [Note("d"), Job.Run(_ => { throw error; }), Note("e")]));
        Assert.Same(error, await Assert.ThrowsAsync<InvalidDataException>(() => failed.Done()));
        JobHandle canceled = scheduler.Schedule(
            Job.Sequence(parts, [Job.Run(_ => { throw new OperationCanceledException(); }), Note("f")]));
        Assert.Equal((JobOutcome.Canceled, -2), ((await canceled.Exit()).Outcome, (await canceled.Exit()).ExitCode));
        Assert.Equal("a b c d", string.Join(' ', order));
    }

    [Fact]
    [Trait("Contract", "PORT-63")]
    public async Task An_end_reported_for_a_job_that_does_not_run_is_an_error_that_no_handle_survives_open()
    {
        using var log = new TestLog();
        await using TestNode node = await TestNode.StartAsync(new NodeOptions { LoggerFactory = log });
        Scheduler scheduler = node.Scheduler(1);
        Step step = new();
        JobHandle running = scheduler.Schedule(step.RunUntilCanceledAsync);
        JobHandle waiting = scheduler.Schedule(_ => { });
        await step.Started;
        ((SchedulerCore)waiting.Core).Tell(SchedulerMessageKind.AttemptExited, waiting);
        var lost = await Assert.ThrowsAsync<JobLostException>(() => running.Done());
        Assert.IsType<InvariantException>(lost.InnerException);
        await Assert.ThrowsAsync<JobLostException>(() => waiting.Done());
        Assert.Contains("scheduler test", await log.FirstError, StringComparison.Ordinal);
    }
}
