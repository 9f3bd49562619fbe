using ActorScheduler.Core.Tests.Machines.Model;
using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines;

public sealed class SourceTests
{
    private readonly MachineDriver _driver = new(new SchedulerOptions
    {
        MaxJobs = 2, GroupLimits = new Dictionary<GroupKey, int> { ["full"] = 0, ["one"] = 1, ["two"] = 1 },
    });

    [Fact]
    [Trait("Contract", "PORT-44")]
    public void The_next_job_is_asked_for_only_when_a_slot_is_free()
    {
        RunEntry run = _driver.StartRun();
        Assert.True(run.Pulling);
        Entry first = _driver.Pulled(run);
        Assert.True(first.Running);
        Assert.True(run.Pulling);
        _driver.Pulled(run);
        Assert.False(run.Pulling);

        _driver.EndAttempt(first);
        Assert.True(run.Pulling);
    }

    [Fact]
    [Trait("Contract", "PORT-45")]
    public void A_run_ends_when_its_source_has_no_more_and_none_of_its_jobs_runs()
    {
        RunEntry run = _driver.StartRun();
        Entry job = _driver.Pulled(run);
        _driver.SourceEnded(run);
        Assert.False(run.EndReported);
        _driver.EndAttempt(job);

        Assert.True(run.EndReported);
    }

    [Fact]
    [Trait("Contract", "PORT-51")]
    public void A_run_of_an_empty_source_ends_with_its_source()
    {
        RunEntry run = _driver.StartRun();
        _driver.SourceEnded(run);

        Assert.True(run.EndReported);
    }

    [Fact]
    [Trait("Contract", "PORT-48")]
    public void A_source_of_a_hundred_thousand_jobs_that_end_at_once_does_not_recurse()
    {
        var effects = new EffectBuffer();
        var machine = new SchedulerMachine(new SchedulerOptions { MaxJobs = 2 }, effects);
        var run = new FakeRun();
        machine.StartRun(run, 0);
        for (int i = 0; i < 100_000; i++)
        {
            effects.Clear();
            var job = new FakeJob();
            machine.Pulled(run, job, i);
            machine.AttemptExited(job, new AttemptReport(AttemptResult.Succeeded), i);
        }

        Assert.Equal(100_000, machine.Statistics().Completed);
        Assert.Empty(run.Live);
    }

    [Fact]
    public void A_source_that_takes_its_time_keeps_no_other_from_being_asked()
    {
        RunEntry slow = _driver.StartRun();
        RunEntry quick = _driver.StartRun();
        Assert.True(slow.Pulling);
        Assert.True(quick.Pulling);
        for (int i = 0; i < 10; i++) _driver.EndAttempt(_driver.Pulled(quick));

        Assert.Equal(10, _driver.Statistics.Completed);
    }

    [Fact]
    public void Runs_take_turns_when_there_is_one_slot()
    {
        var driver = new MachineDriver(new SchedulerOptions { MaxJobs = 1 });
        RunEntry[] runs = [driver.StartRun(), driver.StartRun(), driver.StartRun()];
        for (int i = 0; i < 30; i++)
        {
            foreach (RunEntry run in runs.Where(r => r.Pulling)) driver.Pulled(run);
            driver.EndAttempt(driver.Book.Running.Single());
        }

        Assert.All(runs, run => Assert.InRange(driver.Book.Jobs.Count(j => j.Run == run && j.Ended), 9, 11));
    }

    [Fact]
    public void A_source_whose_jobs_all_wait_is_not_emptied()
    {
        RunEntry run = _driver.StartRun();
        int given = 0;
        for (; run.Pulling && given < 1000; given++) _driver.Pulled(run, new JobOptions { Groups = ["full"] });

        Assert.Equal(SourceRun.MaxAhead, given);
        _driver.SetGroupLimit("full", null);
        Assert.Equal(2, _driver.Book.Running.Count());
        _driver.EndAttempt(_driver.Book.Running.First());
        Assert.Equal(2, _driver.Book.Running.Count());
    }

    [Fact]
    public void A_source_behind_a_barrier_is_asked_when_the_barrier_falls()
    {
        Entry before = _driver.Submit();
        _driver.InsertBarrier();
        RunEntry run = _driver.StartRun();
        Assert.False(run.Pulling);
        _driver.EndAttempt(before);
        Assert.True(run.Pulling);

        Entry barrier = _driver.InsertBarrier();
        Entry behind = _driver.Submit();
        Entry pulled = _driver.Pulled(run);
        Assert.True(pulled.Running);
        _driver.SourceEnded(run);
        _driver.EndAttempt(pulled);
        Assert.True(barrier.Ended);
        Assert.True(behind.Running);
    }

    [Fact]
    [Trait("Contract", "PORT-64")]
    public void When_the_reader_leaves_nothing_more_is_asked_for_and_none_of_its_jobs_starts()
    {
        RunEntry run = _driver.StartRun();
        Entry inside = _driver.Submit(new JobOptions { Groups = ["one"] });
        Entry keeps = _driver.Pulled(run, new JobOptions { Groups = ["one", "two"] });
        for (int i = 0; i < GroupLimits.MaxPasses; i++) _driver.EndAttempt(_driver.Pulled(run, new JobOptions { Groups = ["two"] }));
        Entry kept = _driver.Pulled(run, new JobOptions { Groups = ["two"] });
        Assert.IsType<HoldReason.Group>(_driver.WhyHeld(kept));
        Entry other = _driver.Submit(new JobOptions { Groups = ["one"] });
        _driver.CancelRun(run);         // the first that is canceled sets the second free

        Assert.DoesNotContain(_driver.Effects, e => e.Kind == EffectKind.StartAttempt);
        Assert.All((Entry[])[keeps, kept], job => Assert.Equal(JobState.Canceled, job.End));
        _driver.EndAttempt(inside);
        Assert.True(other.Running);
        Assert.True(run.EndReported);
    }

    [Fact]
    public void A_job_that_comes_after_its_run_was_canceled_is_canceled_and_not_called_refused()
    {
        RunEntry run = _driver.StartRun();
        _driver.CancelRun(run);
        Assert.True(run.EndReported);

        Assert.Equal(JobState.Canceled, _driver.Pulled(run).End);
    }

    [Fact]
    public void A_pulled_job_that_would_wait_for_a_job_behind_its_own_barrier_is_canceled()
    {
        RunEntry run = _driver.StartRun();
        Entry barrier = _driver.InsertBarrier();
        Entry behind = _driver.Submit();
        Entry first = _driver.Pulled(run, new JobOptions { After = [behind.Job] });
        Entry second = _driver.Pulled(run, new JobOptions { After = [barrier.Job] });
        _driver.SourceEnded(run);

        Assert.Equal(JobState.Canceled, first.End);
        Assert.Contains("behind a barrier", first.Job.Extras!.CancelReasons!.Single(), StringComparison.Ordinal);
        Assert.Equal(JobState.Canceled, second.End);
        Assert.True(behind.Running);
    }
}
