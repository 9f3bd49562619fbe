using ActorScheduler.TestKit.Engine;

namespace ActorScheduler.TestKit.Swarm;

/// <summary>Carries a plan out inside a simulation, lets its faults stop, and sees whether all ends.</summary>
internal sealed partial class SwarmWorld(Simulation simulation, SwarmPlan plan)
{
    private readonly Dictionary<int, JobHandle> _jobs = [];
    private readonly List<JobHandle> _handles = [];
    private readonly List<(string Name, Task Task)> _waits = [];
    private readonly List<Scheduler> _schedulers = [];
    private Caller? _caller;
    private bool _faults = true;

    /// <summary>Runs it all.</summary>
    public async Task RunAsync()
    {
        simulation.Note("mixture", plan.Mixture);
        foreach (SchedulerOptions options in plan.Schedulers)
            _schedulers.Add(simulation.Node.CreateScheduler($"s{_schedulers.Count + 1}", options));
        foreach (SwarmOp step in plan.Steps)
        {
            if (step.Pause > TimeSpan.Zero) await simulation.Delay(step.Pause);
            Do(step);
        }

        await simulation.Delay(TimeSpan.FromSeconds(1));
        Heal();
        await simulation.UntilIdleAsync();
        CheckAllEnded();
    }

    private SimulationEngine Engine => simulation.Engine;

    private void Do(SwarmOp step)
    {
        Scheduler scheduler = _schedulers[step.Scheduler];
        switch (step.Kind)
        {
            case SwarmOpKind.Schedule: Follow(step, Schedule(scheduler, step)); break;
            case SwarmOpKind.ScheduleAsync: Await($"acceptance {step.Id}", ScheduleAsync(scheduler, step)); break;
            case SwarmOpKind.Barrier: _handles.Add(scheduler.InsertBarrier()); break;
            case SwarmOpKind.Drain: Await($"drain {step.Id}", scheduler.DrainAsync()); break;
            case SwarmOpKind.Cancel: _ = _jobs.GetValueOrDefault(step.Target)?.Cancel("the plan says so"); break;
            case SwarmOpKind.CancelAll: scheduler.CancelAll("the plan says so"); break;
            case SwarmOpKind.MaxJobs: scheduler.SetMaxJobs(step.Number == 0 ? null : step.Number); break;
            case SwarmOpKind.GroupLimit: SetGroupLimit(scheduler, step); break;
            case SwarmOpKind.Load: simulation.Load.Set(step.Faulty ? null : step.Number); break;
            case SwarmOpKind.Stop: Await($"stop {step.Id}", scheduler.StopAsync((StopMode)(step.Number % 4))); break;
            case SwarmOpKind.Crash: simulation.CrashIn(scheduler, step.Number * 2); break;
            case SwarmOpKind.Run: Await($"run {step.Id}", ReadRunAsync(scheduler, step)); break;
            case SwarmOpKind.Process: Follow(step, StartProcess(scheduler, step)); break;
            case SwarmOpKind.Call: Follow(step, Call(step)); break;
            case SwarmOpKind.PendingGroup: Await($"group {step.Id}", RunGroupAsync(scheduler, step)); break;
            default: DoMore(scheduler, step); break;
        }
    }

    private void DoMore(Scheduler scheduler, SwarmOp step)
    {
        switch (step.Kind)
        {
            case SwarmOpKind.Spawn: Follow(step, Spawn(step)); break;
            case SwarmOpKind.Linked: Follow(step, ScheduleLinked(scheduler, step)); break;
            case SwarmOpKind.Wait: Await($"wait {step.Id}", WaitForSomeAsync(step)); break;
            case SwarmOpKind.AsCompleted: Await($"reader {step.Id}", ReadAsCompletedAsync(step)); break;
            case SwarmOpKind.AwaitLinked: Await($"linked await {step.Id}", AwaitLinkedAsync(step)); break;
            case SwarmOpKind.Adopt: Follow(step, Adopt(step)); break;
            case SwarmOpKind.CallLater: Follow(step, CallLater(step)); break;
            case SwarmOpKind.CallQueue: Await($"queue {step.Id}", CallQueue(step)); break;
            case SwarmOpKind.StopCaller: _ = _caller?.Stop(force: true); break;
            case SwarmOpKind.LoadCrash: simulation.CrashActorIn("load", step.Number * 2); break;
            default: throw new InvalidOperationException($"No step {step.Kind} is known.");
        }
    }

    // From here on nothing goes wrong any more; what was held back on purpose may go.
    private void Heal()
    {
        simulation.Note("faults", "stop");
        _faults = false;
        simulation.Load.Set(0);
        foreach (Scheduler scheduler in _schedulers)
        {
            for (int group = 0; group < SwarmPlanner.Groups; group++)
                scheduler.SetGroupLimit(SwarmPlanner.GroupName(group), 2);
        }
    }

    private void CheckAllEnded()
    {
        foreach (JobHandle job in _handles)
        {
            if (!job.IsCompleted)
                Fail("LivenessCheck: Once faults stop, everything ends.", $"{MessageText.NameOf(job)} is {job.State}");
        }

        foreach ((string name, Task task) in _waits)
        {
            if (!task.IsCompleted) Fail("LivenessCheck: Once faults stop, everything ends.", $"{name} still waits");
        }

        simulation.Checker.AllIsQuiet();
    }

    private void Follow(SwarmOp step, JobHandle job)
    {
        _jobs[step.Id] = job;
        _handles.Add(job);
        if (step.Job.Listened) Listen(step, job);
        if (step.Job.Awaited) Await($"await {step.Id}", AwaitAsync(job));
    }

    private void Await(string name, Task task) => _waits.Add((name, Quietly(task)));

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

    private static async Task AwaitAsync(JobHandle job) => await job;

    private void Listen(SwarmOp step, JobHandle job)
    {
        bool started = false, exited = false;
        job.OnStart(_ =>
        {
            EnterUserCode();
            if (started) Fail(ListenerRule, $"the start of {MessageText.NameOf(job)} is told twice");
            if (exited) Fail(ListenerRule, $"the start of {MessageText.NameOf(job)} is told after its exit");
            started = true;
            if (step.Job.ListenerThrows) throw new SwarmFaultException("a listener");
        });
        job.OnExit(_ =>
        {
            EnterUserCode();
            if (exited) Fail(ListenerRule, $"the exit of {MessageText.NameOf(job)} is told twice");
            if (!started) Fail(ListenerRule, $"the exit of {MessageText.NameOf(job)} is told before its start");
            exited = true;
        });
    }

    private const string ListenerRule = "ListenerCheck: Listeners hear of a start once, then of an exit once.";

    private void EnterUserCode()
    {
        if (Engine.InTurn) Fail("TurnCheck: No code of a user runs inside a turn.", "some does");
    }

    private void Fail(string rule, string how) => Engine.Fail($"{rule} But {how}.");
}
