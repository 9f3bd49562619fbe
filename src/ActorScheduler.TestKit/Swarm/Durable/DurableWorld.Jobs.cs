using System.Globalization;
using ActorScheduler.TestKit.Ports;

namespace ActorScheduler.TestKit.Swarm;

/// <content>The jobs of a plan: how they are given, what they do, and what is told of them.</content>
internal sealed partial class DurableWorld
{
    private readonly Dictionary<int, (SchedulerLife Life, JobHandle Handle)> _handles = [];
    private readonly Dictionary<SimulatedChild, AttemptRecord> _children = [];

    /// <inheritdoc/>
    public async Task<int> RunAsync(DurableStep job, JobContext context)
    {
        EnterUserCode();
        JobRecord record = _record[job.Id];
        SwarmJob work = record.Step.Job;
        AttemptRecord attempt = Begin(record, context.Token);
        CheckCheckpoint(record, context);
        try
        {
            CancellationToken token = work.Deaf ? CancellationToken.None : context.CancellationToken;
            if (work.Duration > TimeSpan.Zero) await _simulation.Delay(work.Duration / 2, token);
            if (record.Step.Number % 3 == 0) await PutByAsync(record, context);
            if (work.Duration > TimeSpan.Zero) await _simulation.Delay(work.Duration / 2, token);
            EnterUserCode();
            if (_faults && record.Failed < work.Failures) throw new SwarmFaultException("an attempt");
            _record.Ended(attempt, JobOutcome.Completed);
            return job.Id;
        }
        catch (Exception e)
        {
            _record.Ended(attempt, e is OperationCanceledException ? JobOutcome.Canceled : JobOutcome.Failed);
            throw;
        }
    }

    private AttemptRecord Begin(JobRecord job, AttemptToken token)
    {
        SchedulerLife life = _schedulers.Find(
            one => one.Index == job.Life.Index && one.Scheduler.Core.Epoch == token.Epoch)!;
        // What a life that is over still had in hand runs in vain.
        if (life.IsOver) return _record.StartedLate(job, life, token);
        CheckOrphans(life);
        return _record.Started(job, life, token);
    }

    private void CheckCheckpoint(JobRecord job, JobContext context)
    {
        int found = context.Checkpoint.IsEmpty ? 0 : BitConverter.ToInt32(context.Checkpoint.Span);
        if (found < job.Safe || found > job.Put)
            Fail("CheckpointCheck: What was put by safely is there for the next attempt.",
                $"{job.Name} finds {found}, has put {job.Put} and was told that {job.Safe} is safe");
    }

    private static async Task PutByAsync(JobRecord job, JobContext context)
    {
        int number = ++job.Put;
        await context.CheckpointAsync(BitConverter.GetBytes(number));
        job.Safe = Math.Max(job.Safe, number);
    }

    private void Submit(SwarmOp step)
    {
        SchedulerLife life = Open(step);
        (JobRecord Record, JobHandle Handle)[] after = [.. step.Job.After.SelectMany(id => HandleIn(life, id))];
        _record.Submitted(step, life, after);
        JobOptions options = Options(step, [.. after.Select(job => job.Handle)]);
        if (step.Kind == SwarmOpKind.ScheduleAsync)
        {
            Await($"acceptance {step.Id}", AcceptAsync(step, life, options));
            return;
        }

        JobHandle job = step.Kind == SwarmOpKind.Process
            ? life.Scheduler.Schedule(ProcessOf(step), options)
            : life.Scheduler.Schedule(new DurableStep(step.Id), options);
        _handles.Add(step.Id, (life, job));
        if (step.Job.Awaited) Await($"acceptance {step.Id}", HearAcceptanceAsync(step, job.Accepted));
        Await($"j{step.Id}", HearEndAsync(step, job));
    }

    private async Task AcceptAsync(SwarmOp step, SchedulerLife life, JobOptions options)
    {
        JobHandle<int> job;
        try
        {
            job = await life.Scheduler.ScheduleAsync(new DurableStep(step.Id), options);
        }
        catch (JobRejectedException)
        {
            _record.Told(_record[step.Id], JobOutcome.Rejected);
            throw;
        }

        EnterUserCode();
        _record.Acknowledged(_record[step.Id]);
        _handles.Add(step.Id, (life, job));
        await HearEndAsync(step, job);
    }

    private async Task HearAcceptanceAsync(SwarmOp step, Task accepted)
    {
        await accepted;
        EnterUserCode();
        _record.Acknowledged(_record[step.Id]);
    }

    private async Task HearEndAsync(SwarmOp step, JobHandle job)
    {
        JobExit exit = await job.WaitForExitAsync();
        EnterUserCode();
        _record.Told(_record[step.Id], exit);
    }

    private IEnumerable<(JobRecord Record, JobHandle Handle)> HandleIn(SchedulerLife life, int step)
    {
        if (_handles.TryGetValue(step, out (SchedulerLife Life, JobHandle Handle) job) && job.Life == life)
            yield return (_record[step], job.Handle);
    }

    private JobOptions Options(SwarmOp step, JobHandle[] after) => new()
    {
        Name = $"j{step.Id}",
        Priority = step.Job.Priority,
        Groups =
        [
            .. Enumerable.Range(0, SwarmPlanner.Groups).Where(g => (step.Job.Groups & (1 << g)) != 0)
                .Select(SwarmPlanner.GroupName),
        ],
        After = after,
        Timeout = step.Job.Timeout,
        Delay = step.Job.Delay,
        Retry = step.Job.Attempts == 1
            ? RetryPolicy.None
            : RetryPolicy.Exponential(step.Job.Attempts, TimeSpan.FromMilliseconds(300)),
        OnLost = _record[step.Id].OnLost,
    };

    private void InsertBarrier(SwarmOp step)
    {
        SchedulerLife life = Open(step);
        Action fell = _record.Drained(life);
        _record.Barrier(life);
        JobHandle barrier = life.Scheduler.InsertBarrier();
        Await($"barrier {step.Id}", HearFallAsync(barrier, fell));
    }

    private static async Task HearFallAsync(JobHandle barrier, Action fell)
    {
        JobExit exit = await barrier.WaitForExitAsync();
        if (exit.Succeeded) fell();
    }

    private void Drain(SwarmOp step)
    {
        SchedulerLife life = Open(step);
        Action reached = _record.Drained(life);
        Await($"drain {step.Id}", HearDrainAsync(life.Scheduler.DrainAsync(), reached));
    }

    private static async Task HearDrainAsync(Task drain, Action reached)
    {
        await drain;
        reached();
    }

    private void Cancel(SwarmOp step)
    {
        if (!_handles.TryGetValue(step.Target, out (SchedulerLife Life, JobHandle Handle) job)) return;
        _record.CancelAsked(_record[step.Target]);
        job.Handle.Cancel("the plan says so");
    }

    private void CancelAll(SwarmOp step)
    {
        SchedulerLife life = Open(step);
        _record.CancelAsked(life);
        life.Scheduler.CancelAll("the plan says so");
    }

    private ProcessJob ProcessOf(SwarmOp step) => Job.Process($"p{step.Id}") with
    {
        KillAfter = TimeSpan.FromSeconds(step.Number % 3),
        DrainTimeout = TimeSpan.FromSeconds(step.Target % 3),
    };

    private void WatchProcesses()
    {
        _simulation.Processes.Set(_ => true, job => Describe(_record[NumberOf(job.Program)]));
        _simulation.Processes.ChildStarted = child =>
        {
            AttemptRecord attempt = Begin(_record[NumberOf(child.Program)], child.Mark!.Token);
            if (!attempt.Life.IsOver) CheckAlone(child);
            _children.Add(child, attempt);
        };
        _simulation.Processes.Outlives = _ => Has(SwarmFault.Orphans) && _rare.OneIn(2);
        _simulation.Processes.ChildEnded = (child, code) => _record.Ended(
            _children[child],
            code == 0 ? JobOutcome.Completed : code < 0 ? JobOutcome.Canceled : JobOutcome.Failed);
    }

    private void CheckAlone(SimulatedChild child)
    {
        // Of one that was taken over and did not know, one may be on its way.
        if (_ghosts.Count > 0) return;
        if (_simulation.Processes.Marked.Any(other => other != child && other.Runs && other.Program == child.Program))
            Fail("ProcessCheck: A job has one process at a time.", $"{child.Program} starts while another runs");
    }

    private void CheckOrphans(SchedulerLife life)
    {
        foreach (SimulatedChild child in _simulation.Processes.Marked)
        {
            if (child.IsOrphan && _children[child] is { IsLate: false } attempt && attempt.Life.Index == life.Index)
                Fail("ProcessCheck: Nothing starts before the processes of earlier lives have ended.",
                    $"{child.Program} runs");
        }
    }

    private SimulatedProcess Describe(JobRecord job)
    {
        bool fails = _faults && job.Failed < job.Step.Job.Failures;
        var process = new SimulatedProcess { Duration = job.Step.Job.Duration, ExitCode = fails ? 1 : 0 };
        if (!_faults || !job.Step.Faulty) return process;
        return (job.Step.Number % 3) switch
        {
            0 => process with
            {
                IgnoresTerm = true,
                Duration = process.Duration + TimeSpan.FromMinutes(1),
                TimeToDie = TimeSpan.FromSeconds(job.Step.Number % 4),
            },
            1 => process with { LeakedGrandchild = TimeSpan.FromSeconds(job.Step.Target) },
            _ => process with { StartError = ProcessStartError.NoResources },
        };
    }

    private static int NumberOf(string program) =>
        int.Parse(program.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);

    private void Await(string name, Task task)
    {
        Task quiet = Quietly(task);
        _waits.Add((_life, name, () => quiet.IsCompleted));
    }

    // What it threw is the job's own fate, and part of the plan.
    private static async Task Quietly(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception e) when (e is not Machines.InvariantException)
        {
            _ = e;
        }
    }

    private void EnterUserCode()
    {
        if (Engine.InTurn) Fail("TurnCheck: No code of a user runs inside a turn.", "some does");
    }
}
