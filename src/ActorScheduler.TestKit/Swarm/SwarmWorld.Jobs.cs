namespace ActorScheduler.TestKit.Swarm;

/// <content>The jobs of a plan.</content>
internal sealed partial class SwarmWorld
{
    private readonly Queue<int> _calls = new();

    private JobHandle Schedule(Scheduler scheduler, SwarmOp step)
    {
        JobOptions options = Options(step);
        return step.Job.Duration > TimeSpan.Zero
            ? scheduler.Schedule(job => WorkAsync(step.Job, job), options)
            : scheduler.Schedule(job => Work(step.Job, job), options);
    }

    private async Task ScheduleAsync(Scheduler scheduler, SwarmOp step)
    {
        JobHandle job = await scheduler.ScheduleAsync(context => WorkAsync(step.Job, context), Options(step));
        Follow(step, job);
    }

    private JobOptions Options(SwarmOp step, string? name = null) => new()
    {
        Name = name ?? $"j{step.Id}",
        Priority = step.Job.Priority,
        Groups =
        [
            .. Enumerable.Range(0, SwarmPlanner.Groups).Where(g => (step.Job.Groups & (1 << g)) != 0)
                .Select(SwarmPlanner.GroupName),
        ],
        After =
        [
            .. step.Job.After.Select(id => _jobs.GetValueOrDefault(id)).OfType<JobHandle>()
                .Where(job => ReferenceEquals(job.Owner, OwnerOf(step))),
        ],
        Timeout = step.Job.Timeout,
        Delay = step.Job.Delay,
        Retry = step.Job.Attempts == 1
            ? RetryPolicy.None
            : RetryPolicy.Exponential(step.Job.Attempts, TimeSpan.FromMilliseconds(300)),
    };

    private Machines.SchedulerIdentity? OwnerOf(SwarmOp step) =>
        _handles.Find(job => job.Owner.Name == _schedulers[step.Scheduler].Name)?.Owner;

    private async Task WorkAsync(SwarmJob work, JobContext job)
    {
        EnterUserCode();
        await simulation.Delay(work.Duration, work.Deaf ? CancellationToken.None : job.CancellationToken);
        EnterUserCode();
        FailIfPlanned(work, job.Attempt);
    }

    private void Work(SwarmJob work, JobContext job)
    {
        EnterUserCode();
        FailIfPlanned(work, job.Attempt);
    }

    private void FailIfPlanned(SwarmJob work, int attempt)
    {
        if (_faults && attempt <= work.Failures) throw new SwarmFaultException("an attempt");
    }

    private void SetGroupLimit(Scheduler scheduler, SwarmOp step) =>
        scheduler.SetGroupLimit(SwarmPlanner.GroupName(step.Target % SwarmPlanner.Groups), step.Number % 4);

    private ProcessHandle StartProcess(Scheduler scheduler, SwarmOp step)
    {
        string program = $"p{step.Id}";
        simulation.Processes.Set(job => job.Program == program, _ => Describe(step));
        ProcessJob process = Job.Process(program) with
        {
            KillAfter = TimeSpan.FromSeconds(step.Number % 3),
            DrainTimeout = TimeSpan.FromSeconds(step.Target % 3),
        };
        return scheduler.Schedule(process, Options(step));
    }

    private SimulatedProcess Describe(SwarmOp step)
    {
        bool fails = _faults && step.Job.Failures > 0;
        var process = new SimulatedProcess
        {
            Duration = step.Job.Duration,
            ExitCode = fails ? 1 : 0,
            Output = step.Number % 2 == 0 ? "some output of it\n" : "",
        };
        if (!_faults || !step.Faulty) return process;
        return (step.Number % 3) switch
        {
            0 => process with
            {
                IgnoresTerm = true,
                Duration = process.Duration + TimeSpan.FromMinutes(1),
                TimeToDie = TimeSpan.FromSeconds(step.Number % 4),
            },
            1 => process with { LeakedGrandchild = TimeSpan.FromSeconds(step.Target) },
            _ => process with { StartError = ProcessStartError.NoResources },
        };
    }

    // Calls of one Caller start in the order in which they were asked for.
    private JobHandle Call(SwarmOp step)
    {
        Caller caller = OpenCaller(step);
        var options = new JobOptions { Name = $"j{step.Id}", Timeout = step.Job.Timeout };
        if (step.Number % 3 == 0) return caller.ToThread(job => WorkAsync(step.Job, job), options);
        return caller.CallSoon(
            job =>
            {
                EnterUserCode();
                if (_calls.TryPeek(out int before) && before > step.Id)
                    Fail("CallerCheck: Calls of a Caller start in the order in which they came.",
                        $"j{step.Id} starts after j{before}");
                _calls.Clear();
                _calls.Enqueue(step.Id);
                return WorkAsync(step.Job, job);
            },
            options);
    }

    private JobHandle CallLater(SwarmOp step) => OpenCaller(step).CallLater(
        step.Job.Delay, job => WorkAsync(step.Job, job), new JobOptions { Name = $"j{step.Id}" });

    private Caller OpenCaller(SwarmOp step) => _caller ??= simulation.Node.CreateCaller(
        "caller", step.Number % 2 == 0 ? CallerThread.Dedicated : CallerThread.ThreadPool);

    private async Task RunGroupAsync(Scheduler scheduler, SwarmOp step)
    {
        List<JobHandle> members = [];
        PendingGroup group = simulation.Node.CreatePendingGroup(
            new PendingGroupOptions { Mode = (PendingGroupMode)(step.Number % 4) });
        try
        {
            await group.RunAsync(async inner =>
            {
                EnterUserCode();
                for (int i = 0; i < 1 + (step.Number % 3); i++)
                    members.Add(scheduler.Schedule(job => WorkAsync(step.Job, job), Options(step, $"g{step.Id}.{i}")));
                if (step.Target % 3 == 0) inner.Cancel("the plan says so");
                if (step.Target % 3 == 1) await simulation.Delay(step.Pause);
            });
        }
        finally
        {
            _handles.AddRange(members);
            if (!step.Job.Deaf && members.Find(member => !member.IsCompleted) is { } open)
                Fail("GroupCheck: A pending group is left when its members have ended.", $"{open} has not");
        }
    }
}
