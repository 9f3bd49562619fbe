using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Contract;

public sealed class DuplicityTestsBarrier
{
    [Fact]
    [Trait("Contract", "DUP-13")]
    public async Task Inserting_a_barrier_never_waits_and_adjacent_barriers_are_one()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        var step = new Step();
        _ = scheduler.Schedule(step.RunAsync);
        JobHandle[] barriers = [scheduler.InsertBarrier(), scheduler.InsertBarrier(), scheduler.InsertBarrier()];
        JobHandle after = scheduler.Schedule(_ => { });
        Assert.Equal(new HoldReason.Barrier(1), await after.GetHoldReasonAsync());
        Assert.All(barriers, b => Assert.False(b.IsCompleted));
        step.Succeed();
        await after.Done();
        foreach (JobHandle barrier in barriers) await barrier.Done();
    }

    [Fact]
    [Trait("Contract", "DUP-14")]
    public async Task A_submission_after_a_barrier_is_accepted_when_all_before_have_ended_and_a_slot_is_free()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(2));
        Step before = new(), firstAfter = new(), secondAfter = new(), thirdAfter = new();
        _ = await scheduler.ScheduleAsync(before.RunAsync).Soon();
        _ = scheduler.InsertBarrier();
        Task<JobHandle>[] after =
        [
            scheduler.ScheduleAsync(firstAfter.RunAsync),
            scheduler.ScheduleAsync(secondAfter.RunAsync),
            scheduler.ScheduleAsync(thirdAfter.RunAsync),
        ];
        SchedulerStatistics held = await scheduler.GetStatisticsAsync();
        Assert.Equal((1, 3), (held.Running, held.AtDoor));      // a slot is free, the barrier holds
        before.Succeed();
        await Task.WhenAll(firstAfter.Started, secondAfter.Started);
        SchedulerStatistics limited = await scheduler.GetStatisticsAsync();
        Assert.Equal((2, 1), (limited.Running, limited.AtDoor));    // now the ordinary limit holds
        firstAfter.Succeed();
        secondAfter.Succeed();
        thirdAfter.Succeed();
        foreach (Task<JobHandle> accepted in after) await (await accepted.Soon()).Done();
    }

    [Fact]
    [Trait("Contract", "DUP-15")]
    public async Task A_barrier_with_nothing_running_costs_nothing()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(1));
        await scheduler.InsertBarrier().Done();
        await scheduler.InsertBarrier().Done();
        // Admitted at once: with no capacity to wait, it would be refused otherwise.
        Assert.Equal(1, await scheduler.Schedule(_ => 1).Value());
        await scheduler.InsertBarrier().Done();
        Assert.Equal(2, await scheduler.Schedule(_ => 2).Value());
    }

    [Fact]
    [Trait("Contract", "DUP-16")]
    public async Task Everything_before_a_barrier_has_ended_whatever_its_outcome_before_anything_after_starts()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(3);
        for (int round = 0; round < 20; round++)
        {
            int ended = 0;
            JobHandle[] before =
            [
                .. Enumerable.Range(0, 15).Select(i => scheduler.Schedule(async _ =>
                {
                    await Task.Yield();
                    Interlocked.Increment(ref ended);
                    if (i % 3 == 0) throw new InvalidDataException();
                    if (i % 3 == 1) throw new OperationCanceledException();
                })),
            ];
            JobHandle barrier = scheduler.InsertBarrier();
            JobHandle<int>[] after = [.. Enumerable.Range(0, 5).Select(_ => scheduler.Schedule(_ => Volatile.Read(ref ended)))];
            foreach (JobHandle<int> job in after) Assert.Equal(15, await job.Value());
            await barrier.Done();
            DateTimeOffset lastExit = (await Task.WhenAll(before.Select(j => j.Exit()))).Max(e => e.ExitedAt);
            Assert.True((await after[0].Exit()).StartedAt >= lastExit);
        }
    }

    [Fact]
    [Trait("Contract", "DUP-17")]
    public async Task A_submitter_that_waits_already_belongs_before_the_barrier()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(SchedulerOptions.Duplicity(1));
        Step running = new(), atDoor = new();
        _ = await scheduler.ScheduleAsync(running.RunAsync).Soon();
        Task<JobHandle> waiting = scheduler.ScheduleAsync(atDoor.RunAsync);
        JobHandle barrier = scheduler.InsertBarrier();
        Task<JobHandle> after = scheduler.ScheduleAsync(_ => { });
        running.Succeed();
        await atDoor.Started;
        Assert.Equal(1, (await scheduler.GetStatisticsAsync()).AtDoor);
        Assert.False(barrier.IsCompleted);
        atDoor.Succeed();
        await (await after.Soon()).Done();
        await barrier.Done();
        await (await waiting.Soon()).Done();
    }

    [Fact]
    [Trait("Contract", "DUP-18")]
    public async Task A_trailing_barrier_has_no_effect_and_waiting_ignores_it()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(1);
        var step = new Step();
        _ = scheduler.Schedule(step.RunAsync);
        _ = scheduler.InsertBarrier();
        Task drained = scheduler.DrainAsync();
        step.Succeed();
        await drained.Soon();
        await scheduler.StopAsync(StopMode.Drain).Soon();
    }

    [Fact]
    public async Task A_barriers_handle_can_be_canceled_and_the_barrier_stands_all_the_same()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        var step = new Step();
        _ = scheduler.Schedule(step.RunAsync);
        JobHandle barrier = scheduler.InsertBarrier();
        JobHandle after = scheduler.Schedule(_ => { });
        Assert.True(barrier.Cancel("not interested"));
        Assert.Equal(JobOutcome.Canceled, (await barrier.Exit()).Outcome);
        Assert.Equal(new HoldReason.Barrier(1), await after.GetHoldReasonAsync());
        step.Succeed();
        await after.Done();
    }

    [Fact]
    public async Task A_job_that_awaits_a_barrier_behind_it_is_told_of_the_deadlock()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        var raised = new TaskCompletionSource<JobHandle>(TaskCreationOptions.RunContinuationsAsynchronously);
        JobHandle job = scheduler.Schedule(async _ =>
        {
            JobHandle barrier = await raised.Task;
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await barrier);
        });
        raised.SetResult(scheduler.InsertBarrier());
        await job.Done();
    }
}
