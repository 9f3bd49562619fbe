using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines;

/// <summary>
/// What an admission costs, counted and not timed: bytes, and which waiting jobs it looks at. To see the second, all waiting
/// jobs but the first few are made unusable: whoever reads more of them than a link or a number falls over.
/// </summary>
public sealed class CostTests
{
    private const int Few = 10;
    private const int Many = 1_000_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_admission_allocates_the_same_with_ten_waiting_jobs_and_with_a_million(bool limitedGroup)
    {
        JobOptions options = limitedGroup ? new JobOptions { Groups = ["g"] } : JobOptions.Default;
        long few = BytesOfAdmission(Few, options);
        long many = BytesOfAdmission(Many, options);

        Assert.Equal((0, 0), (few, many));
    }

    [Fact]
    public void A_plain_job_is_submitted_started_and_ended_without_a_byte() => Assert.Equal(0, BytesOfCycles(JobOptions.Default));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_job_whose_groups_have_room_is_submitted_started_and_ended_without_a_byte(bool mustStart)
    {
        // Several lists of groups in turns, and two of the groups have limits.
        JobOptions[] options = [new() { Groups = ["a", "b", "c"] }, new() { Groups = ["b"] }, new() { Groups = ["d"] }];

        Assert.Equal(0, BytesOfCycles(options, mustStart));
    }

    [Fact]
    public void Jobs_whose_groups_have_room_share_what_is_known_of_them_and_one_that_stands_in_line_has_its_own()
    {
        var options = new SchedulerOptions { MaxJobs = 10, GroupLimits = new Dictionary<GroupKey, int> { ["g"] = 2 } };
        var machine = new SchedulerMachine(options, new EffectBuffer());
        FakeJob[] jobs = Fill(machine, 4, new JobOptions { Groups = ["g"] });

        Assert.Same(jobs[0].Ticket, jobs[1].Ticket);
        Assert.NotSame(jobs[0].Ticket, jobs[2].Ticket);
        Assert.NotSame(jobs[2].Ticket, jobs[3].Ticket);
        Assert.All(jobs, static job => Assert.Null(job.Extras));

        Exit(machine, jobs[0]);
        Assert.Null(jobs[0].Ticket);
        Assert.Equal(JobState.Running, jobs[2].State);
        Assert.Equal(2, machine.GroupCount("g"));
    }

    [Fact]
    public void An_admission_looks_at_the_first_waiting_job_and_at_no_other()
    {
        var machine = new SchedulerMachine(new SchedulerOptions { MaxJobs = 1 }, new EffectBuffer());
        FakeJob[] jobs = Fill(machine, 1000, JobOptions.Default);
        foreach (FakeJob job in jobs[101..]) Spoil(job);

        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(JobState.Running, jobs[i].State);
            machine.AttemptExited(jobs[i], new AttemptReport(AttemptResult.Succeeded), i);
        }

        Assert.Throws<NullReferenceException>(() => machine.AttemptExited(jobs[100], new AttemptReport(AttemptResult.Succeeded), 101));
    }

    [Fact]
    public void A_place_in_a_group_goes_to_the_first_in_its_line_and_nobody_else_is_looked_at()
    {
        var options = new SchedulerOptions { MaxJobs = 1000, GroupLimits = new Dictionary<GroupKey, int> { ["g"] = 1 } };
        var machine = new SchedulerMachine(options, new EffectBuffer());
        FakeJob[] jobs = Fill(machine, 1000, new JobOptions { Groups = ["g"] });
        foreach (FakeJob job in jobs[103..]) Spoil(job);

        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(JobState.Running, jobs[i].State);
            machine.AttemptExited(jobs[i], new AttemptReport(AttemptResult.Succeeded), i);
        }
    }

    [Fact]
    public void What_an_admission_wants_done_does_not_grow_with_the_queue()
    {
        var effects = new EffectBuffer();
        var machine = new SchedulerMachine(new SchedulerOptions { MaxJobs = 1 }, effects);
        FakeJob[] jobs = Fill(machine, 10_000, JobOptions.Default);
        effects.Clear();
        machine.AttemptExited(jobs[0], new AttemptReport(AttemptResult.Succeeded), 1);

        Assert.Equal(
            [new Effect(EffectKind.ReportExit, jobs[0], 0), new Effect(EffectKind.StartAttempt, jobs[1], 0)], effects.Span.ToArray());
    }

    [Fact]
    [Trait("Contract", "PORT-48")]
    public void A_chain_of_a_hundred_thousand_dependents_falls_without_recursion()
    {
        var effects = new EffectBuffer();
        var machine = new SchedulerMachine(new SchedulerOptions { MaxJobs = 1 }, effects);
        var chain = new List<FakeJob> { new() };
        machine.Submit(chain[0], 0);
        for (int i = 1; i <= 100_000; i++)
        {
            chain.Add(new FakeJob(new JobOptions { After = [chain[^1]] }));
            machine.Submit(chain[^1], 0);
        }

        effects.Clear();
        machine.AttemptExited(chain[0], new AttemptReport(AttemptResult.Failed), 1);

        Assert.All(chain.Skip(1), job => Assert.Equal(JobState.Canceled, job.State));
        Assert.Equal(100_001, effects.Count);
    }

    [Fact]
    public void A_barrier_over_a_hundred_thousand_segments_falls_without_recursion()
    {
        var effects = new EffectBuffer();
        var machine = new SchedulerMachine(new SchedulerOptions { MaxJobs = 1 }, effects);
        FakeJob first = new();
        machine.Submit(first, 0);
        for (int i = 0; i < 100_000; i++)
        {
            machine.InsertBarrier(new FakeJob(), 0);
            var canceled = new FakeJob();
            machine.Submit(canceled, 0);
            machine.Drain(canceled);
            machine.Cancel(canceled, null, 0);
        }

        effects.Clear();
        machine.AttemptExited(first, new AttemptReport(AttemptResult.Succeeded), 1);
        Assert.Equal(200_001, effects.Count);
    }

    private static long BytesOfCycles(params JobOptions[] options) => BytesOfCycles(options, mustStart: false);

    private static long BytesOfCycles(JobOptions[] options, bool mustStart)
    {
        var limits = new Dictionary<GroupKey, int> { ["a"] = 1, ["b"] = 1 };
        var machine = new SchedulerMachine(new SchedulerOptions { MaxJobs = 1, GroupLimits = limits }, new EffectBuffer());
        FakeJob[] jobs = [.. Enumerable.Range(0, 1000).Select(i => new FakeJob(options[i % options.Length]))];
        if (mustStart) foreach (FakeJob job in jobs) job.Flags |= JobFlags.MustStart;
        // A group without limit is forgotten when it is idle: a job that names it keeps it.
        machine.SetMaxJobs(2, 0);
        machine.Submit(new FakeJob(new JobOptions { Groups = ["c", "d"] }), 0);
        foreach (FakeJob job in jobs[..100]) Cycle(machine, job);
        return Least(jobs[100..].Chunk(100), round =>
        {
            foreach (FakeJob job in round) Cycle(machine, job);
        });
    }

    private static long BytesOfAdmission(int waiting, JobOptions job)
    {
        var options = new SchedulerOptions { MaxJobs = 2, GroupLimits = new Dictionary<GroupKey, int> { ["g"] = 1 } };
        var effects = new EffectBuffer();
        var machine = new SchedulerMachine(options, effects);
        FakeJob[] jobs = Fill(machine, waiting, job);
        return Least(Enumerable.Range(0, Few - 2), i => Exit(machine, jobs[i]));
    }

    // A collection that another test causes leaves its mark on this thread's count: what a round really needs, each needs.
    private static long Least<T>(IEnumerable<T> rounds, Action<T> run)
    {
        long least = long.MaxValue;
        foreach (T round in rounds.ToArray())
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            run(round);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private static FakeJob[] Fill(SchedulerMachine machine, int count, JobOptions options)
    {
        var jobs = new FakeJob[count];
        for (int i = 0; i < count; i++)
        {
            jobs[i] = new FakeJob(options);
            machine.Submit(jobs[i], 0);
            machine.Effects.Clear();
        }

        return jobs;
    }

    private static void Cycle(SchedulerMachine machine, FakeJob job)
    {
        machine.Submit(job, 1);
        Exit(machine, job);
    }

    private static void Exit(SchedulerMachine machine, FakeJob job)
    {
        machine.AttemptExited(job, new AttemptReport(AttemptResult.Succeeded), 2);
        machine.Effects.Clear();
    }

    private static void Spoil(FakeJob job)
    {
        job.Settings = null!;
        job.Ticket = null;
        job.Segment = null;
    }
}
