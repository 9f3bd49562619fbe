namespace ActorScheduler.Store.Tests.Durable;

public sealed class RecurringLifeTests
{
    [Fact]
    public void Whenever_a_process_dies_each_fire_time_has_one_job_or_is_counted()
    {
        int jobs = 0;
        for (int seed = 0; seed < 600; seed++)
        {
            var life = new RecurringLife(seed);
            try
            {
                for (int step = 0; step < 120; step++) life.Step();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
            }

            jobs += life.Jobs;
        }

        Assert.True(jobs > 5000, $"{jobs} jobs are too few to tell.");
    }

    [Fact]
    public void A_decision_that_is_committed_apart_from_its_jobs_is_found()
    {
        int found = 0;
        for (int seed = 0; seed < 50; seed++)
        {
            var life = new RecurringLife(seed) { Splits = true };
            try
            {
                for (int step = 0; step < 120; step++) life.Step();
            }
            catch (Exception)
            {
                found++;
            }
        }

        Assert.True(found > 0, $"The property does not bite.");
    }
}
