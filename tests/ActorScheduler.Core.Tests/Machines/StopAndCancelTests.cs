using ActorScheduler.Core.Tests.Machines.Model;
using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines;

public sealed class StopAndCancelTests
{
    private readonly MachineDriver _driver = new(new SchedulerOptions { MaxJobs = 2 });

    [Theory]
    [InlineData(StopMode.Drain)]
    [InlineData(StopMode.CancelQueued)]
    [InlineData(StopMode.CancelRunning)]
    [InlineData(StopMode.Kill)]
    [Trait("Contract", "PORT-34")]
    public void After_a_stop_nothing_is_accepted_and_no_source_is_asked(StopMode mode)
    {
        RunEntry run = _driver.StartRun();
        Entry pulled = _driver.Pulled(run);
        Entry last = _driver.Pulled(run);
        _driver.Stop(mode);

        Assert.Equal(new RejectReason.Stopped(mode), _driver.Submit().Job.Extras!.Rejection);
        _driver.EndAttempt(pulled);
        _driver.EndAttempt(last);
        Assert.False(run.Pulling);
        Assert.True(run.EndReported);
        Assert.True(_driver.Book.StoppedReported);
    }

    [Fact]
    [Trait("Contract", "PORT-52")]
    [Trait("Contract", "PORT-58")]
    public void Terminating_asks_what_runs_to_stop_in_order_of_admission_and_cancels_what_waits()
    {
        Entry[] jobs = [.. Enumerable.Range(0, 4).Select(_ => _driver.Submit())];
        _driver.Stop(StopMode.CancelRunning);

        Assert.Equal([jobs[0].Job, jobs[1].Job], _driver.Effects.Where(e => e.Kind == EffectKind.CancelAttempt).Select(e => e.Target));
        Assert.All(jobs[2..], job => Assert.Equal(JobState.Canceled, job.End));
        Assert.False(_driver.Book.StoppedReported);
        _driver.EndAttempt(jobs[0]);
        _driver.EndAttempt(jobs[1]);
        Assert.All(jobs[..2], job => Assert.Equal(JobState.Canceled, job.End));
        Assert.True(_driver.Book.StoppedReported);
    }

    [Fact]
    [Trait("Contract", "PORT-26")]
    [Trait("Contract", "PORT-57")]
    public void A_further_stop_does_nothing_unless_it_is_stricter()
    {
        Entry job = _driver.Submit();
        _driver.Stop(StopMode.CancelRunning);
        _driver.Stop(StopMode.CancelRunning);
        Assert.Empty(_driver.Effects);
        _driver.Stop(StopMode.Drain);
        Assert.Empty(_driver.Effects);
        _driver.Stop(StopMode.Kill);
        Assert.Equal([new Effect(EffectKind.KillAttempt, job.Job, 0)], _driver.Effects);
        _driver.EndAttempt(job);
        _driver.Stop(StopMode.Kill);
        Assert.Empty(_driver.Effects);
    }

    [Fact]
    [Trait("Contract", "PORT-55")]
    public void A_drain_stop_still_runs_everything_that_was_accepted_and_refuses_who_waits_at_the_door()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 1, QueueCapacity = 3 });
        Entry first = driver.Submit();
        Entry again = driver.Submit(new JobOptions { Retry = RetryPolicy.Fixed(2) });
        Entry delayed = driver.Submit(new JobOptions { Delay = TimeSpan.FromTicks(10) });
        driver.InsertBarrier();
        Entry behind = driver.Submit(new JobOptions { After = [first.Job] });
        Entry atDoor = driver.Submit(flags: JobFlags.WaitsForRoom);
        driver.Stop(StopMode.Drain);
        Assert.Equal(JobState.Rejected, atDoor.End);

        driver.EndAttempt(first);
        driver.EndAttempt(again, AttemptResult.Failed);
        driver.EndAttempt(again);
        driver.Advance(10);
        driver.EndAttempt(delayed);
        driver.EndAttempt(behind);
        Assert.Equal(4, driver.Statistics.Completed);
        Assert.True(driver.Book.StoppedReported);
    }

    [Fact]
    [Trait("Contract", "PORT-12")]
    [Trait("Contract", "PORT-13")]
    public void Cancel_asks_once_and_the_job_ends_when_it_ends()
    {
        Entry job = _driver.Submit();
        _driver.Cancel(job);
        Assert.Equal([new Effect(EffectKind.CancelAttempt, job.Job, 0)], _driver.Effects);
        _driver.Cancel(job);
        Assert.Empty(_driver.Effects);
        Assert.Equal(2, job.Job.Extras!.CancelReasons!.Count);

        _driver.EndAttempt(job);
        Assert.Equal(JobState.Canceled, job.End);
    }

    [Fact]
    [Trait("Contract", "PORT-53")]
    public void A_job_that_was_canceled_before_it_started_never_runs()
    {
        Entry[] jobs = [.. Enumerable.Range(0, 3).Select(_ => _driver.Submit())];
        Entry delayed = _driver.Submit(new JobOptions { Delay = TimeSpan.FromTicks(5) });
        Entry dependent = _driver.Submit(new JobOptions { After = [jobs[0].Job] });
        foreach (Entry job in (Entry[])[jobs[2], delayed, dependent])
        {
            _driver.Cancel(job);
            Assert.Equal(JobState.Canceled, job.End);
        }

        _driver.EndAttempt(jobs[0]);
        _driver.Advance(100);
        Assert.Equal([jobs[1]], _driver.Book.Running);
    }

    [Fact]
    [Trait("Contract", "PORT-16")]
    public void Cancel_all_asks_every_job_wherever_it_stands_and_closes_nothing()
    {
        Entry[] jobs = [.. Enumerable.Range(0, 3).Select(_ => _driver.Submit())];
        Entry delayed = _driver.Submit(new JobOptions { Delay = TimeSpan.FromTicks(5) });
        Entry barrier = _driver.InsertBarrier();
        Entry behind = _driver.Submit();
        _driver.CancelAll();

        Assert.All((Entry[])[jobs[2], delayed, behind], job => Assert.Equal(JobState.Canceled, job.End));
        Assert.Equal(2, _driver.Effects.Count(e => e.Kind == EffectKind.CancelAttempt));
        Entry next = _driver.Submit();
        foreach (Entry job in jobs[..2]) _driver.EndAttempt(job);
        Assert.Equal(JobState.Completed, barrier.End);
        Assert.True(next.Running);
    }

    [Fact]
    public void A_job_whose_submitter_had_canceled_it_before_never_runs()
    {
        Entry job = _driver.Submit(flags: JobFlags.CancelRequested);

        Assert.Equal(JobState.Canceled, job.End);
        Assert.Equal(0, job.Attempts);
    }

    [Fact]
    [Trait("Contract", "PORT-2")]
    public void A_process_that_was_asked_to_stop_keeps_how_it_ended()
    {
        Entry job = _driver.Submit(flags: JobFlags.Process);
        _driver.Cancel(job);
        _driver.EndAttempt(job);

        Assert.Equal(JobState.Completed, job.End);
        Assert.True(job.Job.Has(JobFlags.CancelRequested));
    }

    [Fact]
    public void Who_runs_is_told_of_a_cancel_as_a_fact_and_who_waits_ends()
    {
        var log = new FactLog();
        var machine = new SchedulerMachine(new SchedulerOptions { MaxJobs = 1 }, new EffectBuffer(), facts: log);
        FakeJob[] jobs = [new() { Sequence = 1 }, new() { Sequence = 2 }];
        foreach (FakeJob job in jobs) machine.Submit(job, 10);
        foreach (FakeJob job in jobs) machine.Cancel(job, "why", 20);
        machine.AttemptExited(jobs[0], new AttemptReport(AttemptResult.Succeeded), 30);

        Assert.Equal(
            ["accepted 1", "started 1", "accepted 2", "asked 1: why", "exited 2: Canceled", "exited 1: Canceled"], log.Facts);
    }

    [Fact]
    public void An_abandoned_machine_leaves_nobody_waiting()
    {
        var effects = new EffectBuffer();
        var machine = new SchedulerMachine(new SchedulerOptions { MaxJobs = 1, QueueCapacity = 3 }, effects, useTokens: true);
        FakeJob[] jobs =
        [
            new(), new(), new(new JobOptions { Delay = TimeSpan.FromTicks(50), Groups = ["g"] }), new(),
            new() { Flags = JobFlags.WaitsForRoom },
        ];
        var run = new FakeRun();
        var barrier = new FakeJob();
        object drain = new();
        foreach (FakeJob job in jobs[..3]) machine.Submit(job, 10);
        machine.TokenGranted(11);
        machine.StartRun(run, 12);
        machine.InsertBarrier(barrier, 13);
        machine.Drain(drain);
        foreach (FakeJob job in jobs[3..]) machine.Submit(job, 14);
        effects.Clear();
        machine.Abandon(20);

        Assert.All(jobs, job => Assert.Equal(JobState.Lost, job.State));
        Assert.Equal(JobState.Completed, barrier.State);
        Effect[] told = effects.Span.ToArray();
        Assert.All(jobs.Append(barrier), job => Assert.Single(told, new Effect(EffectKind.ReportExit, job, 0)));
        Assert.Single(told, new Effect(EffectKind.KillAttempt, jobs[0], 0));
        Assert.Single(told, new Effect(EffectKind.RunEnded, run, 0));
        Assert.Single(told, new Effect(EffectKind.DrainReached, drain, 0));
        Assert.Single(told, new Effect(EffectKind.ReleaseToken, null, 0));
    }

    [Fact]
    public void The_token_of_code_that_runs_on_is_given_back_at_its_end_and_once()
    {
        var effects = new EffectBuffer();
        var machine = new SchedulerMachine(new SchedulerOptions { MaxJobs = 2 }, effects, useTokens: true);
        FakeJob runsOn = new(), ended = new();
        foreach (FakeJob job in (FakeJob[])[runsOn, ended])
        {
            machine.Submit(job, 1);
            machine.TokenGranted(2);
        }

        effects.Clear();
        machine.Abandon(3, job => job == runsOn);
        Assert.Equal([JobState.Lost, JobState.Lost], [runsOn.State, ended.State]);
        Assert.True(machine.HasLeftAttempts);
        Assert.Single(effects.Span.ToArray(), new Effect(EffectKind.ReleaseToken, null, 0));

        effects.Clear();
        foreach (FakeJob job in (FakeJob[])[ended, runsOn, runsOn]) machine.LeftAttemptEnded(job);
        Assert.Equal([new Effect(EffectKind.ReleaseToken, null, 0)], effects.Span.ToArray());
        Assert.False(machine.HasLeftAttempts);
    }

    [Fact]
    public void Barriers_drains_and_a_stop_wait_for_jobs_that_run_inline()
    {
        var effects = new EffectBuffer();
        var machine = new SchedulerMachine(new SchedulerOptions { RunInline = true }, effects);
        var job = new FakeJob();
        var barrier = new FakeJob();
        object drain = new();
        machine.InlineStarted(job);
        machine.InsertBarrier(barrier, 1);
        machine.Drain(drain);
        machine.Stop(StopMode.Drain, null, 2);
        machine.AssertInvariants();
        Assert.Equal(0, effects.Count);

        job.CurrentState = JobState.Completed;
        machine.InlineEnded(job, 3);
        machine.AssertInvariants();
        Effect[] expected =
        [
            new(EffectKind.DrainReached, drain, 0), new(EffectKind.ReportExit, barrier, 0), new(EffectKind.Stopped, null, 0),
        ];
        Assert.Equal(expected, effects.Span.ToArray());
        Assert.Equal(1, machine.Statistics().Completed);
    }

    [Fact]
    public void An_abandoned_machine_waits_for_no_job_that_runs_inline()
    {
        var effects = new EffectBuffer();
        var machine = new SchedulerMachine(new SchedulerOptions { RunInline = true }, effects);
        var barrier = new FakeJob();
        object drain = new();
        machine.InlineStarted(new FakeJob());
        machine.InsertBarrier(barrier, 1);
        machine.Drain(drain);
        machine.Abandon(2);

        Assert.Equal(
            [new Effect(EffectKind.DrainReached, drain, 0), new Effect(EffectKind.ReportExit, barrier, 0)], effects.Span.ToArray());
    }

    private sealed class FactLog : IFactLog
    {
        public List<string> Facts { get; } = [];

        public void JobAccepted(JobReference job) => Facts.Add($"accepted {job.Sequence}");

        public void AttemptStarted(JobReference job) => Facts.Add($"started {job.Sequence}");

        public void AttemptFailed(JobReference job, long retryAt) => Facts.Add($"failed {job.Sequence}");

        public void AttemptInterrupted(JobReference job) => Facts.Add($"interrupted {job.Sequence}");

        public void AttemptLost(JobReference job) => Facts.Add($"lost {job.Sequence}");

        public void CancelRequested(JobReference job, string? reason) => Facts.Add($"asked {job.Sequence}: {reason}");

        public void JobExited(JobReference job) => Facts.Add($"exited {job.Sequence}: {job.State}");

        public void BarrierRaised(JobReference barrier, long epoch) => Facts.Add($"barrier {barrier.Sequence}");

        public void MaxJobsSet(int? maxJobs) => Facts.Add($"max jobs {maxJobs}");

        public void GroupLimitSet(GroupKey group, int? limit) => Facts.Add($"limit of {group}: {limit}");

        public void Stopped(StopMode mode) => Facts.Add($"stopped {mode}");
    }
}
