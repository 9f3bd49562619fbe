namespace ActorScheduler.Native;

/// <summary>Callers and pending groups.</summary>
internal static class CallerStories
{
    // A queue holds a lambda by itself and a method of an object by its object: it looks whether the compiler made the
    // target, which trimming could hide.
    public static async Task QueueAsync()
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        await using Caller caller = node.CreateCaller("c");
        var words = new List<string>();
        CallQueue<string> queue = Open(caller, words);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        queue.Call("a");
        queue.Call("b");
        await queue.WaitForEmptyAsync();
        Check.Equal("a b", await caller.CallSoon(() => string.Join(' ', words)));
        Check.Equal(42, await caller.ToThread(() => 42));
    }

    public static async Task GroupAsync()
    {
        await using SchedulerNode node = await SchedulerNode.StartAsync();
        Scheduler scheduler = node.CreateScheduler("s");
        JobHandle? other = null;
        AggregateException thrown = await Check.Throws<AggregateException>(() => node.RunPendingGroupAsync(
            PendingGroupMode.CancelAndThrow, group =>
            {
                other = scheduler.Schedule(job => new TaskCompletionSource().Task.WaitAsync(job.CancellationToken));
                scheduler.Schedule(_ => throw new TimeoutException());
                return Task.CompletedTask;
            }));
        Check.Equal(typeof(TimeoutException), thrown.InnerExceptions[0].GetType());
        Check.Equal(JobOutcome.Canceled, (await other!.WaitForExitAsync()).Outcome);
    }

    private static CallQueue<string> Open(Caller caller, List<string> words) => caller.OpenQueue<string>(words.Add);
}
