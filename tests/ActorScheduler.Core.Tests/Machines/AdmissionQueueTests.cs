using System.Globalization;
using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines;

public sealed class AdmissionQueueTests
{
    [Fact]
    public void The_first_is_always_the_one_that_a_sorted_list_has_first()
    {
        for (int seed = 0; seed < 200; seed++) Live(seed);
    }

    [Fact]
    public void One_that_comes_back_stands_where_it_stood()
    {
        var queue = new AdmissionQueue();
        FakeJob[] jobs = [.. Enumerable.Range(1, 4).Select(i => new FakeJob { Order = i })];
        foreach (FakeJob job in jobs) queue.Add(job);
        queue.Remove(jobs[1]);
        queue.Remove(jobs[0]);
        queue.Add(jobs[1]);

        Assert.Same(jobs[1], queue.First);
        Assert.Equal(3, queue.All().Count());
        Assert.False(jobs[0].Has(JobFlags.Late));
    }

    private static void Live(int seed)
    {
        var random = new Random(seed);
        var queue = new AdmissionQueue();
        List<FakeJob> inside = [];
        List<FakeJob> outside = [];
        for (int step = 1; step <= 300; step++)
        {
            int drawn = random.Next(10);
            if (drawn < 4)
            {
                var job = new FakeJob(new JobOptions { Priority = random.Next(-1, 2) * random.Next(2) }) { Order = step };
                inside.Add(job);
                queue.Add(job);
            }
            else if (drawn < 8 && inside.Count > 0)
            {
                FakeJob job = drawn < 6 ? (FakeJob)queue.First! : inside[random.Next(inside.Count)];
                inside.Remove(job);
                outside.Add(job);
                queue.Remove(job);
            }
            else if (outside.Count > 0)
            {
                FakeJob job = outside[random.Next(outside.Count)];
                outside.Remove(job);
                inside.Add(job);
                queue.Add(job);
            }

            FakeJob? first = inside.OrderByDescending(j => j.Settings.Priority).ThenBy(j => j.Order).FirstOrDefault();
            string where = string.Create(CultureInfo.InvariantCulture, $"seed {seed}, step {step}");
            Assert.True(ReferenceEquals(first, queue.First), where);
            Assert.True(inside.Count == queue.Count, where);
            Assert.True(inside.ToHashSet<JobReference>().SetEquals(queue.All()), where);
        }
    }
}
