namespace ActorScheduler.TestKit.Tests;

[JobKind("chore")]
internal sealed record Chore(int Number) : NamedJob<int>;

/// <summary>Notes which chores ran, in all lives, and does what a test says in each.</summary>
internal sealed class Chores(Func<Chore, JobContext, Task> work) : IJobHandler<Chore, int>
{
    /// <summary>The chores that were begun, in order.</summary>
    public List<int> Begun { get; } = [];

    public async Task<int> RunAsync(Chore job, JobContext context)
    {
        Begun.Add(job.Number);
        await work(job, context);
        return job.Number;
    }

    /// <summary>A durable scheduler on a new node, the next life of the one before.</summary>
    public Scheduler Open(Simulation simulation, out SchedulerNode node)
    {
        var handlers = new JobHandlers();
        handlers.Add(this);
        node = simulation.StartNode(handlers);
        return node.CreateScheduler("s", new SchedulerOptions { Durable = true, MaxJobs = 2 });
    }
}
