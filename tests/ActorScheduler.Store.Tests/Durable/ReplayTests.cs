using ActorScheduler.Store.Facts;

namespace ActorScheduler.Store.Tests.Durable;

public sealed class ReplayTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_happens_the_journal_from_its_start_from_a_snapshot_and_the_live_state_are_the_same(int block)
    {
        for (int seed = block * 100; seed < (block * 100) + 100; seed++)
        {
            var life = new RandomLife(seed);
            try
            {
                for (int step = 0; step < 150; step++) life.Step();
                life.RunToEnd();
            }
            catch (Exception e) when (e is not InvalidOperationException)
            {
                throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
            }
        }
    }

    [Theory]
    [InlineData("Exited")]
    [InlineData("ProcessStarted")]
    public void A_writer_that_forgets_something_is_found(string what) =>
        Assert.True(Found(fact => fact.WhatCase.ToString() == what) > 0);

    [Theory]
    [InlineData("TimesDue")]
    [InlineData("JobEnded")]
    [InlineData("NextStarted")]
    [InlineData("Paused")]
    [InlineData("Resumed")]
    [InlineData("Ended")]
    [InlineData("Defined")]
    public void A_writer_that_forgets_a_step_of_a_recurring_job_is_found(string step) =>
        Assert.True(Found(fact => fact.Recurrence?.WhatCase.ToString() == step) > 0);

    private static int Found(Func<Fact, bool> forgets)
    {
        int found = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            var life = new RandomLife(seed) { Forgets = forgets };
            try
            {
                for (int step = 0; step < 150; step++) life.Step();
            }
            catch (Exception)
            {
                found++;
            }
        }

        return found;
    }
}
