using ActorScheduler.Chaos;

namespace ActorScheduler.Store.Tests.Chaos;

/// <summary>Controls: what may go wrong with jobs that are set aside is found by its name.</summary>
public sealed class QuarantineRuleTests
{
    private static readonly PlannedJob Plain = new(1, Work.Handler);
    private static readonly PlannedJob Poison = new(1, Work.Poison, IsKeyed: true);

    [Fact]
    public void A_job_that_was_cut_off_three_times_runs_again_when_it_was_released() =>
        Assert.Empty(Die(3, Plain).Release(1).Start(1, 4, copy: 1).End(1, 4, copy: 1).Check());

    [Fact]
    public void A_job_that_starts_a_fourth_time_without_that_is_found() => Finds(
        "quarantine: job 1.1, attempt 4 of life 4 (line 9) starts, and was cut off 3 times since it was last released",
        Die(3, Plain).Run(1, 4, copy: 1));

    [Fact]
    public void Whoever_was_released_may_die_three_times_more_and_no_more()
    {
        Story Begin() => Die(3, Plain).Release(1).Start(1, 4, copy: 1).Kill().Start(1, 5, copy: 1).Kill()
            .Start(1, 6, copy: 1).Kill();
        Assert.Empty(Begin().Release(1).Run(1, 7, copy: 1).Check());
        Finds("was cut off 3 times since it was last released", Begin().Run(1, 7, copy: 1));
    }

    [Fact]
    public void A_job_that_is_set_aside_too_early_is_found()
    {
        Finds("quarantine: line 7: job 1.1 was set aside after 2 deaths", Die(2, Plain).Release(1).Run(1, 3, copy: 1));
        Finds("is set aside in life 3", Die(2, Plain).Add(NoteKind.SetAside, 1, copy: 1).Run(1, 3, copy: 1));
        Finds("was set aside after 1 deaths", Die(3, Plain).Release(1).Start(1, 4, copy: 1).Kill().Release(1)
            .Run(1, 5, copy: 1));
    }

    [Fact]
    public void Who_releases_it_may_die_before_that_is_written() => Assert.Empty(
        Die(3, Plain).Release(1).Kill().Release(1).Run(1, 4, copy: 1).Check());

    [Fact]
    public void A_job_that_is_never_released_is_lost() => Finds("lost: job 1.1 was accepted and never completed",
        Die(3, Plain).Add(NoteKind.SetAside, 1, copy: 1));

    [Fact]
    public void A_job_that_kills_must_be_set_aside()
    {
        Assert.Empty(Die(3, Poison).Add(NoteKind.SetAside, 1).Release(1).Start(1, 4, copy: 1).End(1, 4, copy: 1)
            .Told(1).Check());
        Finds("job 1 kills its process and was never set aside",
            Die(2, Poison).Start(1, 3, copy: 1).End(1, 3, copy: 1).Told(1));
    }

    [Fact]
    public void Who_waits_for_a_job_that_is_set_aside_may_be_canceled()
    {
        Story Begin(bool isSetAside)
        {
            Story story = new Story(new(1, Work.Handler), new(2, Work.Handler, After: 1)).Accept(1)
                .Add(NoteKind.Submitting, 2, after: 1).Add(NoteKind.Accepted, 2);
            for (int attempt = 1; attempt <= 3; attempt++) story.Start(1, attempt, copy: 1).Kill();
            return (isSetAside ? story.Release(1) : story).Run(1, 4, copy: 1);
        }

        Assert.Empty(Begin(isSetAside: true).Check());
        Finds("lost: job 2.1 was accepted and never completed", Begin(isSetAside: false));
    }

    [Fact]
    public void A_job_that_was_released_stands_behind_the_barriers_of_its_time()
    {
        Story Begin() => new Story(Plain, new(2, Work.Handler)).BarrierBefore(2).Accept(1, 2).Start(1).Kill()
            .Start(1, 2, copy: 1).Kill().Start(1, 3, copy: 1).Kill();
        Assert.Empty(Begin().Release(1).Start(2, copy: 1).Start(1, 4, copy: 1).End(2, copy: 1).End(1, 4, copy: 1).Check());
        Finds("barrier: job 2.1", Begin().Start(1, 4, copy: 1).Run(2, copy: 1).End(1, 4, copy: 1));
    }

    private static Story Die(int times, PlannedJob job)
    {
        Story story = new Story(job).Accept(1);
        for (int attempt = 1; attempt <= times; attempt++) story.Start(1, attempt, copy: 1).Kill();
        return story;
    }

    private static void Finds(string what, Story story)
    {
        List<string> found = story.Check();
        Assert.True(
            found.Exists(finding => finding.Contains(what, StringComparison.Ordinal)),
            $"Not found: {what}\nFound: {string.Join("\n", found)}");
    }
}
