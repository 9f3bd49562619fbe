using ActorScheduler.Actors;

namespace ActorScheduler.Tests.Scheduling;

/// <summary>
/// A node for one test, whose disposal cannot hang the run. That disposal ends is tested where it is the subject.
/// </summary>
internal sealed class TestNode : IAsyncDisposable
{
    private TestNode(SchedulerNode node) => Node = node;

    public SchedulerNode Node { get; }

    public static async Task<TestNode> StartAsync(NodeOptions? options = null) => new(await SchedulerNode.StartAsync(options));

    public static Task<TestNode> StartAsync(TimeProvider time) => StartAsync(new NodeOptions { TimeProvider = time });

    public Scheduler Scheduler(SchedulerOptions? options = null) => Node.CreateScheduler("test", options);

    /// <summary>A scheduler that runs so many jobs at once.</summary>
    public Scheduler Scheduler(int maxJobs) => Scheduler(new SchedulerOptions { MaxJobs = maxJobs });

    /// <summary>
    /// Completes when the scheduler sees the time as it is now: it reads the clock once for a few turns, and a reading
    /// of before may still hold for those that follow each other closely.
    /// </summary>
    public static async Task ReadClockAsync(Scheduler scheduler)
    {
        for (int turn = 0; turn <= SchedulerActor.TurnsPerReading; turn++) _ = await scheduler.GetStatisticsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Node.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException)
        {
            // A test that failed has left a job open: its own failure is what shall be told.
        }
    }
}
