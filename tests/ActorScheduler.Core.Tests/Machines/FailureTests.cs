using ActorScheduler.Core.Tests.Machines.Model;
using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines;

public sealed class FailureTests
{
    [Fact]
    [Trait("Contract", "DUP-22")]
    public void The_first_job_to_end_with_a_failure_closes_the_scheduler_and_no_later_one_replaces_it()
    {
        MachineDriver driver = Failing(FailureMode.FailEarly);
        Entry[] jobs = [driver.Submit(), driver.Submit(), driver.Submit()];
        driver.EndAttempt(jobs[1], AttemptResult.Failed);
        driver.EndAttempt(jobs[0], AttemptResult.Failed);

        Assert.Same(jobs[1].Job, driver.FirstFailed);
    }

    [Fact]
    [Trait("Contract", "DUP-23")]
    public void Whatever_comes_after_the_failure_is_refused_for_ever_and_told_which_job_it_was()
    {
        MachineDriver driver = Failing(FailureMode.FailEarly);
        Entry failed = driver.Submit(new JobOptions { Name = "upload" });
        driver.EndAttempt(failed, AttemptResult.Failed);

        for (int i = 0; i < 3; i++)
        {
            Entry late = driver.Submit();
            Assert.Equal(JobState.Rejected, late.End);
            Assert.Equal(new RejectReason.FailedEarlier(failed.Job.Id, "upload"), late.Job.Extras!.Rejection);
            Assert.Same(failed.Job, late.Job.Extras.Cause);
        }
    }

    [Fact]
    [Trait("Contract", "DUP-24")]
    public void Who_waits_for_a_slot_a_barrier_or_at_the_door_is_let_go_at_once_although_slots_are_taken()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 2, QueueCapacity = 2, FailureMode = FailureMode.FailEarly });
        Entry[] running = [driver.Submit(), driver.Submit()];
        Entry waits = driver.Submit();
        driver.InsertBarrier();
        Entry behind = driver.Submit();
        Entry atDoor = driver.Submit(flags: JobFlags.WaitsForRoom);
        driver.EndAttempt(running[0], AttemptResult.Failed);

        Assert.Equal(JobState.Canceled, waits.End);
        Assert.Equal(JobState.Canceled, behind.End);
        Assert.Equal(JobState.Rejected, atDoor.End);
        Assert.All((Entry[])[waits, behind, atDoor], job => Assert.Equal(0, job.Attempts));
        Assert.True(running[1].Running);
    }

    [Fact]
    [Trait("Contract", "DUP-25")]
    public void What_runs_is_left_alone_and_ends_by_itself()
    {
        MachineDriver driver = Failing(FailureMode.FailEarly);
        Entry[] jobs = [driver.Submit(), driver.Submit()];
        driver.EndAttempt(jobs[0], AttemptResult.Failed);

        Assert.DoesNotContain(driver.Effects, e => e.Kind is EffectKind.CancelAttempt or EffectKind.KillAttempt);
        driver.EndAttempt(jobs[1]);
        Assert.Equal(JobState.Completed, jobs[1].End);
    }

    [Fact]
    public void Cancel_rest_asks_what_runs_to_stop_too()
    {
        MachineDriver driver = Failing(FailureMode.CancelRest);
        Entry[] jobs = [driver.Submit(), driver.Submit()];
        driver.EndAttempt(jobs[0], AttemptResult.Failed);

        Assert.Contains(new Effect(EffectKind.CancelAttempt, jobs[1].Job, 0), driver.Effects);
    }

    [Fact]
    [Trait("Contract", "DUP-27")]
    public void An_attempt_that_ends_as_canceled_frees_its_slot_and_is_no_failure()
    {
        MachineDriver driver = Failing(FailureMode.FailEarly, maxJobs: 1);
        Entry job = driver.Submit();
        Entry next = driver.Submit();
        driver.EndAttempt(job, AttemptResult.Canceled);

        Assert.Equal(JobState.Canceled, job.End);
        Assert.True(next.Running);
        Assert.Null(driver.FirstFailed);
    }

    [Fact]
    [Trait("Contract", "PORT-49")]
    public void Failures_are_counted_and_the_rest_still_runs()
    {
        MachineDriver driver = Failing(FailureMode.CountAndContinue, maxJobs: 1);
        for (int i = 0; i < 6; i++) driver.Submit();
        for (int i = 0; i < 6; i++)
            driver.EndAttempt(driver.Book.Running.Single(), i % 2 == 0 ? AttemptResult.Failed : AttemptResult.Succeeded);

        Assert.Equal(3, driver.Statistics.Failed);
        Assert.Equal(3, driver.Statistics.Completed);
    }

    [Fact]
    public void Only_the_last_of_several_attempts_is_a_failure()
    {
        MachineDriver driver = Failing(FailureMode.FailEarly);
        Entry job = driver.Submit(new JobOptions { Retry = RetryPolicy.Fixed(3) });
        driver.EndAttempt(job, AttemptResult.Failed);
        driver.EndAttempt(job, AttemptResult.Failed);
        Assert.Null(driver.FirstFailed);
        driver.EndAttempt(job, AttemptResult.Failed);

        Assert.Same(job.Job, driver.FirstFailed);
        Assert.Equal(3, job.Attempts);
        Assert.Equal(2, driver.Statistics.Retried);
    }

    [Fact]
    public void Nothing_is_tried_again_after_the_scheduler_was_closed()
    {
        MachineDriver driver = Failing(FailureMode.FailEarly);
        Entry other = driver.Submit();
        Entry job = driver.Submit(new JobOptions { Retry = RetryPolicy.Fixed(3) });
        driver.EndAttempt(other, AttemptResult.Failed);
        driver.EndAttempt(job, AttemptResult.Failed);

        Assert.Equal(JobState.Failed, job.End);
    }

    [Fact]
    public void A_job_that_runs_after_others_starts_when_all_have_completed()
    {
        MachineDriver driver = Failing(FailureMode.CountAndContinue);
        Entry[] before = [driver.Submit(), driver.Submit()];
        Entry after = driver.Submit(new JobOptions { After = [before[0].Job, before[1].Job] });
        driver.EndAttempt(before[1]);
        Assert.False(after.Running);
        driver.EndAttempt(before[0]);

        Assert.True(after.Running);
    }

    [Fact]
    public void A_job_whose_forerunner_did_not_complete_is_canceled_and_so_on_down_the_chain()
    {
        MachineDriver driver = Failing(FailureMode.CountAndContinue);
        Entry first = driver.Submit(new JobOptions { Name = "build" });
        Entry second = driver.Submit(new JobOptions { After = [first.Job] });
        Entry third = driver.Submit(new JobOptions { After = [second.Job] });
        driver.EndAttempt(first, AttemptResult.Failed);

        Assert.Equal(JobState.Canceled, second.End);
        Assert.Equal(JobState.Canceled, third.End);
        Assert.Equal(["job build ended as Failed"], second.Job.Extras!.CancelReasons);
        Assert.Same(first.Job, second.Job.Extras.Cause);
        Entry late = driver.Submit(new JobOptions { After = [third.Job] });
        Assert.Equal(JobState.Canceled, late.End);
    }

    [Fact]
    public void A_timeout_of_any_length_counts_from_the_start()
    {
        MachineDriver driver = Failing(FailureMode.CountAndContinue);
        driver.Submit(new JobOptions { Timeout = TimeSpan.MaxValue });
        Assert.Contains(driver.Effects, e => e.Kind == EffectKind.SetTimeout && e.Value == DateTimeOffset.MaxValue.Ticks);
        Entry shortest = driver.Submit(new JobOptions { Timeout = TimeSpan.FromTicks(1) });
        driver.Advance(1);
        driver.EndAttempt(shortest);

        Assert.Equal(JobState.Failed, shortest.End);
        Assert.True(shortest.Job.Has(JobFlags.TimedOut));
    }

    [Fact]
    public void A_delay_of_any_length_counts_from_scheduling()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 1, QueueCapacity = 1 });
        driver.Submit();
        Entry waits = driver.Submit();
        Entry atDoor = driver.Submit(new JobOptions { Delay = TimeSpan.FromTicks(100) }, JobFlags.WaitsForRoom);
        driver.Advance(70);
        driver.Cancel(waits);
        Assert.Contains(new Effect(EffectKind.SetDelay, atDoor.Job, 1100), driver.Effects);

        driver.Cancel(atDoor);
        Entry never = driver.Submit(new JobOptions { Delay = TimeSpan.MaxValue });
        Assert.Contains(new Effect(EffectKind.SetDelay, never.Job, DateTimeOffset.MaxValue.Ticks), driver.Effects);
        Assert.Equal(new HoldReason.Delay(DateTimeOffset.MaxValue), driver.WhyHeld(never));
    }

    [Fact]
    public void A_pause_of_any_length_can_be_waited_for()
    {
        MachineDriver driver = Failing(FailureMode.CountAndContinue);
        Entry job = driver.Submit(new JobOptions { Retry = RetryPolicy.Fixed(2, TimeSpan.MaxValue) });
        driver.EndAttempt(job, AttemptResult.Failed);

        Assert.Contains(new Effect(EffectKind.SetDelay, job.Job, DateTimeOffset.MaxValue.Ticks), driver.Effects);
    }

    private static MachineDriver Failing(FailureMode mode, int maxJobs = 3) =>
        new(new SchedulerOptions { MaxJobs = maxJobs, FailureMode = mode });
}
