namespace ActorScheduler.TestKit.Swarm;

/// <content>Recurring jobs: each step is one, with a name of its own, which later lives find in the store.</content>
internal sealed partial class DurableWorld
{
    private readonly SortedDictionary<int, TimedStep> _times = [];

    private void Recur(SwarmOp step)
    {
        SchedulerLife life = Open(step);
        // Two of three are about one that is there, once there is any.
        TimedStep? known = step.Number % 3 == 0
            ? null
            : _times.Values.LastOrDefault(one => one.Step.Scheduler == step.Scheduler);
        if (known is null)
        {
            TimeSpan period = TimeSpan.FromMilliseconds(300 * (1 + (step.Number % 4)));
            DateTimeOffset first = _simulation.Time.GetUtcNow() + period;
            _times.Add(step.Id, known = new TimedStep(step, period, first));
        }

        RecurringJob job = Define(known, life);
        Await($"r{known.Step.Id}", HearDefinedAsync(known, job));
        if (step.Number % 6 == 1) known.MayBePaused = true;
        if (step.Number % 6 == 1) job.Pause();
        if (step.Number % 6 == 2) job.Resume();
    }

    private static RecurringJob Define(TimedStep timed, SchedulerLife life)
    {
        if (timed.Life == life) return timed.Job!;
        SwarmOp step = timed.Step;
        var options = new RecurringOptions
        {
            Misfire = (MisfirePolicy)(step.Number % 3),
            Overlap = (OverlapPolicy)(step.Target % 3),
            MaxCatchUp = 1 + (step.Id % 5),
            MaxQueued = 1 + (step.Id % 4),
            Job = new JobOptions { OnLost = LostPolicy.RunAgain },
        };
        timed.Job = life.Scheduler.ScheduleRecurring(
            $"r{step.Id}", Recurrence.Every(timed.Period) with { StartAt = timed.First }, new TimedJob(step.Id),
            options);
        timed.Life = life;
        return timed.Job;
    }

    private async Task HearDefinedAsync(TimedStep timed, RecurringJob job)
    {
        RecurringStatus status = await job.GetStatusAsync();
        timed.IsKnown |= status.Next is not null && _simulation.Time.GetUtcNow() < timed.First;
    }

    // All of them go on for a while without faults, and are canceled.
    private async Task EndTimesAsync()
    {
        foreach (TimedStep timed in _times.Values) Define(timed, LifeOf(timed)).Resume();
        await _simulation.Delay(TimeSpan.FromSeconds(5.05));
        bool allRan = !_plan.Steps.Any(step => step.Kind is SwarmOpKind.CancelAll or SwarmOpKind.Stop);
        foreach (TimedStep timed in _times.Values)
        {
            RecurringJob job = Define(timed, LifeOf(timed));
            RecurringStatus status = await job.GetStatusAsync();
            long due = 1 + ((_simulation.Time.GetUtcNow() - timed.First).Ticks / timed.Period.Ticks);
            job.Cancel();
            await job.WaitForEndAsync();
            long? known = timed.IsKnown && !timed.MayBePaused ? due : null;
            _record.Times.CheckEnd(timed.Step.Id, status, job.Status.Fired, known, allRan);
        }
    }

    private SchedulerLife LifeOf(TimedStep timed) => _schedulers.FindLast(one => one.Index == timed.Step.Scheduler)!;

    private async Task<int> RunTimedAsync(TimedJob job, JobContext context)
    {
        EnterUserCode();
        _record.Times.Started(job.Id, context.FireTime, context.JobId);
        await _simulation.Delay(_times[job.Id].Step.Job.Duration / 4, context.CancellationToken);
        return job.Id;
    }

    // A recurring job of the plan.
    private sealed class TimedStep(SwarmOp step, TimeSpan period, DateTimeOffset first)
    {
        public SwarmOp Step => step;

        public TimeSpan Period => period;

        public DateTimeOffset First => first;

        /// <summary>The life in which it was scheduled last, and what that gave.</summary>
        public SchedulerLife? Life { get; set; }

        public RecurringJob? Job { get; set; }

        /// <summary>Somebody was told that it is in the store, before its first fire time could pass.</summary>
        public bool IsKnown { get; set; }

        public bool MayBePaused { get; set; }
    }

    private sealed class TimedWork(DurableWorld world) : IJobHandler<TimedJob, int>
    {
        public Task<int> RunAsync(TimedJob job, JobContext context) => world.RunTimedAsync(job, context);
    }
}
