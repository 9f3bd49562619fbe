using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Pending;

public sealed class PendingStressTests
{
    private const int Rounds = 300;

    [Fact]
    [Trait("Contract", "GRP-2")]
    [Trait("Contract", "GRP-13")]
    public async Task Random_groups_on_many_threads_lose_no_member_and_end_as_their_mode_says()
    {
        await using TestNode node = await TestNode.StartAsync();
        Scheduler scheduler = node.Scheduler(4);
        for (int seed = 0; seed < Rounds; seed++) await PlayAsync(node.Node, scheduler, seed);
    }

    private static async Task PlayAsync(SchedulerNode node, Scheduler scheduler, int seed)
    {
        var random = new Random(seed);
        var mode = (PendingGroupMode)random.Next(4);
        int failing = random.Next(3) == 0 ? random.Next(30) : -1, canceling = random.Next(3) == 0 ? random.Next(30) : -1;
        PendingGroup group = node.CreatePendingGroup(new() { Mode = mode });
        var jobs = new System.Collections.Concurrent.ConcurrentBag<JobHandle>();
        int ended = 0;
        Exception? thrown = await Record.ExceptionAsync(() => group.RunAsync(_ => Task.WhenAll(Enumerable.Range(0, 3).Select(part => Task.Run(() =>
        {
            for (int i = 0; i < 10; i++) Start(part * 10 + i);
        })))).Soon());
        string place = $"seed {seed}, {mode}: {thrown}";
        Assert.True(jobs.All(job => job.IsCompleted), place);
        Assert.True(group.Members.Count == 0, place);
        bool failed = jobs.Any(job => job.State == JobState.Failed);
        if (failed) Assert.True(thrown is AggregateException, place);
        else if (group.IsCancelRequested && mode is PendingGroupMode.CancelAndThrow or PendingGroupMode.IgnoreAndThrow)
            Assert.True(thrown is PendingGroupCanceledException == group.IsCancelRequested, place);
        else Assert.True(thrown is null, place);
        Assert.True(failed || group.IsCancelRequested || ended == 60, place);

        void Start(int i)
        {
            if (i == canceling) group.Cancel($"by {i}");
            jobs.Add(scheduler.Schedule(async job =>
            {
                if (i == failing) throw new InvalidDataException($"{i}");
                await Task.Yield();
                jobs.Add(scheduler.Schedule(_ => { Interlocked.Increment(ref ended); }));
                Interlocked.Increment(ref ended);
            }));
        }
    }
}
