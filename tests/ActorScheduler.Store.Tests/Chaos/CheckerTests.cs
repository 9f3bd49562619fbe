using ActorScheduler.Chaos;

namespace ActorScheduler.Store.Tests.Chaos;

/// <summary>Controls: what is right passes the checker, and each thing that may go wrong is found by its name.</summary>
public sealed class CheckerTests
{
    private static readonly string[] Disk = ["disk"];

    [Fact]
    public void A_run_without_a_kill_passes() =>
        Assert.Empty(Of(3).BarrierBefore(3).Accept(1, 2, 3).Run(1).Run(2).Run(3).Check());

    [Fact]
    public void What_was_cut_off_or_ended_in_vain_may_run_again_in_the_next_life() =>
        Assert.Empty(Of(2).Accept(1, 2).Start(1).Start(2).End(1).Kill()
            .Run(1, 2, copy: 1).Run(2, 2, copy: 1).Check());

    [Fact]
    public void What_was_not_acknowledged_may_be_there_twice() =>
        Assert.Empty(Of(1).Add(NoteKind.Submitting, 1).Start(1).Kill().Accept(1).Run(1, 2, copy: 1).Run(1).Check());

    [Fact]
    public void A_job_that_never_completed_is_lost() =>
        Finds("lost: job 2.1 was accepted and never completed", Of(2).Accept(1, 2).Run(1).Start(2).Kill());

    [Fact]
    public void A_job_that_was_not_accepted_is_lost() => Finds("lost: job 2 was never accepted", Of(2).Accept(1).Run(1));

    [Fact]
    public void A_log_without_an_end_is_no_run()
    {
        List<string> found = Checker.Check(new Plan([], []), []);
        Assert.Equal(["lost: the last life did not come to its end"], found);
    }

    [Fact]
    public void A_job_that_nobody_submitted_is_found() =>
        Finds("lost: job 1.3 runs and was not submitted", Of(1).Accept(1).Run(1).Start(1, copy: 3));

    [Fact]
    public void A_job_of_no_plan_is_found() =>
        Assert.Equal(["log: job 2.1 is not in the plan"], Checker.Check(new Plan([], []), [new(NoteKind.Start, 2, 1, 1)]));

    [Fact]
    public void A_handle_that_hears_nothing_is_found() =>
        Finds("lost: the handle of job 1.1 was never told of its exit", Of(1).Accept(1).Start(1).End(1));

    [Fact]
    public void A_job_that_completed_and_starts_in_the_same_life_is_twice_done() =>
        Finds("twice: job 1.1, attempt 2 of life 1", Of(1).Accept(1).Start(1).End(1).Start(1, 2).End(1, 2).Told(1));

    [Fact]
    public void A_job_whose_handle_was_told_and_that_starts_in_the_next_life_is_twice_done() =>
        Finds("starts behind the exit that its handle was told of", Of(1).Accept(1).Run(1).Kill().Run(1, 2, copy: 1));

    [Fact]
    public void An_end_that_others_were_started_by_cannot_be_in_vain()
    {
        // Job 2 could start only because job 1 had left the group, and yet job 1 runs again.
        Story story = new Story(new(1, Work.Handler, Groups: Disk), new(2, Work.Handler, Groups: Disk))
            .Accept(1, 2).Start(1).End(1).Start(2).Kill().Run(1, 2, copy: 1).Run(2, 2, copy: 1);
        Finds("limit: job 2.1, attempt 1 of life 1 (line 7) is number 2 in group 'disk', which allows 1", story);
    }

    [Fact]
    public void Two_attempts_at_once_are_found() =>
        Finds("twice: job 1.1, attempt 2 of life 1 (line 4) starts while", Of(1).Accept(1).Start(1).Run(1, 2));

    [Fact]
    public void A_process_that_must_not_run_twice_is_found_when_it_does() =>
        Finds("it must not run twice",
            new Story(new PlannedJob(1, Work.OnceOnly)).Accept(1).Start(1, 700).Kill().Run(1, 701, copy: 1));

    [Fact]
    public void A_process_that_must_not_run_twice_may_be_cut_off_and_nothing_else()
    {
        PlannedJob once = new(1, Work.OnceOnly);
        Assert.Empty(new Story(once).Accept(1).Start(1, 700).Kill().Check());
        Finds("must not run twice, was not cut off, and never completed",
            new Story(once).Accept(1).Kill().Start(1, 700, copy: 1));
    }

    [Fact]
    public void A_job_that_was_canceled_starts_no_more()
    {
        PlannedJob job = new(1, Work.Canceled);
        Assert.Empty(new Story(job).Accept(1).Start(1).Quit(1).Told(1, JobOutcome.Canceled).Check());
        Finds("was canceled", new Story(job).Accept(1).Start(1).Quit(1).Kill().Run(1, 2, copy: 1));
    }

    [Fact]
    public void A_handle_that_is_told_of_a_loss_or_of_what_was_not_done_is_found()
    {
        Finds("the handle of job 1.1 was told Lost", Of(1).Accept(1).Start(1).End(1).Told(1, JobOutcome.Lost));
        Finds("no attempt of it has", Of(1).Accept(1).Told(1).Start(1).End(1));
        Finds("has two exits", Of(1).Accept(1).Run(1).Told(1));
    }

    [Fact]
    public void A_job_with_a_key_is_there_once_and_found_again()
    {
        PlannedJob job = new(1, Work.Handler, IsKeyed: true);
        Story Begin() => new Story(job).Add(NoteKind.Submitting, 1).Start(1).Kill().Accept(1);
        Assert.Empty(Begin().Start(1, 2, copy: 1).End(1, 2, copy: 1).Told(1).Kill().Told(1).Check());
        Finds("the handle of job 1.0 was never told", Begin().Start(1, 2, copy: 1).End(1, 2, copy: 1).Told(1).Kill()
            .Add(NoteKind.Submitting, 1));
        Finds("job 1 has a key and runs as job 1.1", Begin().Start(1, 2, copy: 1).End(1, 2, copy: 1).Run(1));
        Finds("starts behind the exit that its handle was told of",
            Begin().Start(1, 2, copy: 1).End(1, 2, copy: 1).Told(1).Kill().Start(1, 3, copy: 1).End(1, 3, copy: 1).Told(1));
        Finds("job 1.0 was Completed and is Canceled",
            Begin().Start(1, 2, copy: 1).End(1, 2, copy: 1).Told(1).Kill().Told(1, JobOutcome.Canceled));
    }

    [Fact]
    public void An_attempt_whose_number_falls_is_found() =>
        Finds("has no higher token", Of(1).Accept(1).Start(1, 2).Fail(1, 2).Run(1));

    [Fact]
    public void More_jobs_than_the_scheduler_allows_are_found()
    {
        int[] all = [.. Enumerable.Range(1, Plan.MaxJobs + 1)];
        Story story = Of(all.Length).Accept(all);
        foreach (int n in all) story.Start(n);
        foreach (int n in all) story.End(n).Told(n);
        Finds($"limit: job 13.1, attempt 1 of life 1 (line 39) is number 13 in the scheduler, which allows 12", story);
    }

    [Fact]
    public void A_job_before_a_barrier_that_runs_with_one_behind_it_is_found()
    {
        Finds("barrier: job 2.1", Of(2).BarrierBefore(2).Accept(1, 2).Start(1).Run(2).End(1).Told(1));
        // Its end was in vain: nobody may have passed the barrier by it.
        Finds("barrier: job 2.1", Of(2).BarrierBefore(2).Accept(1, 2).Start(1).End(1).Start(2).Kill()
            .Run(1, 2, copy: 1).Run(2, 2, copy: 1));
        // What a later life submits is behind what an earlier one did.
        Finds("barrier: job 2.2", Of(2).BarrierBefore(2).Accept(1).Start(1).Kill().Accept(2).Run(2).Run(1, 2, copy: 1));
    }

    [Fact]
    public void A_copy_that_was_submitted_later_need_not_be_waited_for() =>
        Assert.Empty(Of(2).BarrierBefore(2).Add(NoteKind.Submitting, 1).Add(NoteKind.Submitting, 2).Run(1).Run(2).Kill()
            .Accept(1, 2).Run(1).Run(2).Check());

    [Fact]
    public void A_job_that_does_not_wait_for_the_one_before_it_is_found()
    {
        Finds("order: job 2.1", Of(2).Accept(1, 2).Start(2, after: 1).End(2).Told(2).Run(1));
        Assert.Empty(Of(2).Accept(1, 2).Run(1).Start(2, after: 1).End(2).Told(2).Check());
    }

    [Fact]
    public void A_job_that_does_not_wait_for_its_delay_is_found()
    {
        PlannedJob job = new(1, Work.Handler, Delay: 100);
        Finds("order: job 1.1", new Story(job).Accept(1).Start(1, at: 70_000).End(1).Told(1));
        Assert.Empty(new Story(job).Accept(1).Start(1, at: 100_000).End(1).Told(1).Check());
    }

    [Fact]
    public void A_step_that_was_put_by_and_is_forgotten_is_found()
    {
        PlannedJob job = new(1, Work.Steps, Steps: 3);
        Story Begin() => new Story(job).Accept(1).Start(1).Step(1, 1).Step(1, 2).Kill();
        Assert.Empty(Begin().Start(1, 2, copy: 1, done: 2).Step(1, 3, 2, copy: 1).End(1, 2, copy: 1).Check());
        Assert.Empty(Begin().Start(1, 2, copy: 1, done: 3).End(1, 2, copy: 1).Check());
        Finds("step: line 7: job 1.1 begins behind step 1, and 2 were put by",
            Begin().Start(1, 2, copy: 1, done: 1).Step(1, 2, 2, copy: 1).Step(1, 3, 2, copy: 1).End(1, 2, copy: 1));
        Finds("does step 3 after step 1", new Story(job).Accept(1).Start(1).Step(1, 1).Step(1, 3).End(1).Told(1));
        Finds("ends after step 2 of 3", new Story(job).Accept(1).Start(1).Step(1, 1).Step(1, 2).End(1).Told(1));
    }

    [Fact]
    public void A_child_that_outlives_its_process_until_others_run_is_found()
    {
        Story Begin() => new Story(new(1, Work.Process), new(2, Work.Handler)).Accept(1, 2).Start(1, 700).Start(2).Kill();
        Finds("leftover: line 9: job 1.1 of life 1 is at work in life 2",
            Begin().Start(2, 2, copy: 1).End(1, 700, copy: 1, life: 1).End(2, 2, copy: 1).Run(1, 701, copy: 1));
        Assert.Empty(Begin().End(1, 700, copy: 1, life: 1).Run(2, 2, copy: 1).Check());
    }

    [Fact]
    public void An_end_without_a_start_is_found() =>
        Finds("log: line 3: an attempt of job 1.1 ends that did not start", Of(1).Accept(1).End(1));

    private static Story Of(int jobs) =>
        new([.. Enumerable.Range(1, jobs).Select(n => new PlannedJob(n, Work.Handler))]);

    private static void Finds(string what, Story story)
    {
        List<string> found = story.Check();
        Assert.True(
            found.Exists(finding => finding.Contains(what, StringComparison.Ordinal)),
            $"Not found: {what}\nFound: {string.Join("\n", found)}");
    }
}
