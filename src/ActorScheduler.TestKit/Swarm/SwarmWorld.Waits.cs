namespace ActorScheduler.TestKit.Swarm;

/// <content>Those who wait for jobs of a plan in other ways than by awaiting one.</content>
internal sealed partial class SwarmWorld
{
    // A token that is canceled some time later, often while the job waits or runs.
    private JobHandle ScheduleLinked(Scheduler scheduler, SwarmOp step)
    {
        var source = new CancellationTokenSource(step.Job.Duration / 2, simulation.Time);
        return scheduler.Schedule(job => WorkAsync(step.Job, job), Options(step), source.Token);
    }

    private JobHandle[] Some(SwarmOp step) =>
        [.. _jobs.Where(job => job.Key % 3 == step.Number % 3).Select(job => job.Value)];

    private async Task WaitForSomeAsync(SwarmOp step)
    {
        JobHandle[] jobs = Some(step);
        var until = (ReturnWhen)(step.Number % 3);
        TimeSpan? timeout = step.Target % 2 == 0 ? step.Job.Duration : null;
        WaitResult<JobHandle> result = await jobs.WaitAsync(until, timeout);
        EnterUserCode();
        const string Rule = "WaitCheck: A wait without a time limit ends when what it waits for has ended.";
        if (timeout is null && until == ReturnWhen.All && result.NotDone.Count > 0)
            Fail(Rule, $"{result.NotDone[0]} has not");
        if (timeout is null && until == ReturnWhen.FirstCompleted && jobs.Length > 0 && result.Done.Count == 0)
            Fail(Rule, "none has");
    }

    private async Task ReadAsCompletedAsync(SwarmOp step)
    {
        HashSet<JobHandle> seen = [];
        await foreach (JobHandle job in Some(step).AsCompleted(cancelUnfinished: step.Target % 2 == 0))
        {
            EnterUserCode();
            const string Rule = "WaitCheck: Jobs are given once, when they have ended.";
            if (!job.IsCompleted) Fail(Rule, $"{job} has not");
            if (!seen.Add(job)) Fail(Rule, $"{job} is given twice");
            if (step.Target % 4 == 0 && seen.Count == 2) break;
        }
    }

    private Task AwaitLinkedAsync(SwarmOp step) => _jobs.TryGetValue(step.Target, out JobHandle? job)
        ? job.AwaitLinkedAsync(step.Job.Duration)
        : Task.CompletedTask;

    // A task that runs already, as a job.
    private JobHandle Adopt(SwarmOp step)
    {
        CancellationTokenSource? source = step.Number % 2 == 0 ? null : new CancellationTokenSource();
        Task task = simulation.Delay(step.Job.Duration, source?.Token ?? CancellationToken.None);
        return simulation.Node.Adopt(task, source, $"j{step.Id}");
    }

    // A queue does one item at a time, in order.
    private Task CallQueue(SwarmOp step)
    {
        Caller caller = OpenCaller(step);
        _queue ??= caller.OpenQueue<int>(async item =>
        {
            EnterUserCode();
            if (_queueRuns || item < _queueLast)
                Fail("CallerCheck: A queue makes one call at a time, in order.", $"item {item} breaks in");
            _queueLast = item;
            _queueRuns = true;
            await simulation.Delay(TimeSpan.FromMilliseconds(item % 3 * 100));
            _queueRuns = false;
        });
        for (int i = 0; i <= step.Number % 3; i++) _ = _queue.Call((step.Id * 4) + i);
        return _queue.WaitForEmptyAsync();
    }

    private CallQueue<int>? _queue;
    private bool _queueRuns;
    private int _queueLast;
}
