using ActorScheduler.Chaos;
using ActorScheduler.Chaos.Rules;

namespace ActorScheduler.Store.Tests.Chaos;

/// <summary>Controls: what may go wrong with fire times is found by its name.</summary>
public sealed class BeatRuleTests
{
    private readonly List<Note> _beats = [];

    public BeatRuleTests()
    {
        foreach (Beat beat in Beat.All)
        {
            for (int i = 0; i < 3; i++) Ran(beat.Number, 7000 + (i * beat.Period), id: (5, i));
            _beats.Add(new Note(NoteKind.BeatsEnded, beat.Number, 0, 1, Detail: 3));
        }
    }

    [Fact]
    public void Beats_with_one_job_each_pass_and_a_job_may_run_again()
    {
        Ran(2, 7100, id: (5, 1), life: 2);
        Assert.Empty(BeatRule.Find(_beats));
    }

    [Fact]
    public void Two_jobs_of_one_fire_time_are_found()
    {
        Ran(2, 7100, id: (6, 1), life: 2);
        Ran(3, 7070, id: (5, 9), life: 2);
        Finds("period: fire time 7100 has 2 jobs");
        Finds("skips: fire time 7070 has 2 jobs");
    }

    [Fact]
    public void A_fire_time_without_a_job_is_found_where_all_are_made_up_for()
    {
        _beats.RemoveAll(n => n.Kind == NoteKind.Beat && n.Detail is 7100 or 7070);
        Finds("period: there is no job between fire times 7000 and 7200");
        Finds("period: 3 fire times are counted, and 2 had a job");
        Finds("skips: 3 fire times are counted, and 2 had a job");
        Assert.DoesNotContain(BeatRule.Find(_beats), finding => finding.StartsWith("skips: there", StringComparison.Ordinal));
    }

    [Fact]
    public void A_fire_time_that_lies_on_no_beat_is_found()
    {
        Ran(1, 9500, id: (5, 3));
        Finds("cron: fire time 9500 is 500 ms behind the one before");
    }

    [Fact]
    public void A_recurring_job_that_never_fires_or_never_ends_is_found()
    {
        _beats.Clear();
        Finds("cron: it never fires");
        Finds("cron: it ends 0 times");
    }

    [Fact]
    public void Fire_times_that_were_left_out_are_found_where_none_may_be()
    {
        foreach (int i in (int[])[1, 2, 3])
        {
            int place = _beats.FindIndex(n => n.Kind == NoteKind.BeatsEnded && n.Job == i);
            _beats[place] = _beats[place] with { After = 4 };
        }

        Assert.Equal(
            ["cron: 4 fire times were left out", "period: 4 fire times were left out"], BeatRule.Find(_beats));
    }

    private void Ran(int beat, int time, (int Origin, int Sequence) id, int life = 1) =>
        _beats.Add(new Note(NoteKind.Beat, beat, id.Origin, life, 1, life, id.Sequence, time));

    private void Finds(string what) => Assert.Contains(what, BeatRule.Find(_beats));
}
