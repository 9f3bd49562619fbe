using ActorScheduler.Machines;

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
    public void A_writer_that_forgets_something_is_found(string what)
    {
        int found = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            var life = new RandomLife(seed) { Forgets = fact => fact.WhatCase.ToString() == what };
            try
            {
                for (int step = 0; step < 150; step++) life.Step();
            }
            catch (Exception)
            {
                found++;
            }
        }

        Assert.True(found > 0, "The property does not bite.");
    }
}
