using ActorScheduler.Core.Tests.Machines;
using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Callers;

public sealed class CallerMachineTests
{
    private static readonly CallerOptions Options = new() { MaxIdleWorkers = 2, IdleWorkerTimeout = new TimeSpan(100) };

    [Fact]
    [Trait("Contract", "CALL-24")]
    public void States_only_move_on()
    {
        var machine = new CallerMachine(Options);
        Assert.False(machine.Entered());
        Assert.True(machine.Begin());
        Assert.False(machine.Begin());
        Assert.True(machine.Entered());
        Assert.False(machine.TryFinish());
        Assert.NotNull(machine.Stop(force: false, 0));
        Assert.Null(machine.Stop(force: true, 0));
        Assert.False(machine.Begin());
        Assert.True(machine.TryFinish());
        Assert.False(machine.TryFinish());
        Assert.Null(machine.Stop(force: true, 0));
        Assert.Equal(CallerState.Stopped, machine.State);
    }

    [Fact]
    [Trait("Contract", "CALL-21")]
    public void A_stop_spares_the_function_on_the_thread_and_asks_it_when_it_goes_on()
    {
        CallerMachine machine = Running();
        FakeJob onThread = Started(machine), wentOn = Started(machine), waiting = Waiting(machine);
        Assert.False(machine.WentOn(wentOn, alive: true));
        CallerStop stop = machine.Stop(force: false, 5)!;
        Assert.Equal([waiting], stop.Canceled);
        Assert.Equal([onThread, wentOn], stop.Asked);
        Assert.True(wentOn.Has(JobFlags.CancelRequested));
        Assert.False(onThread.Has(JobFlags.CancelRequested));
        Assert.False(machine.Start(waiting, 6));
        Assert.False(machine.TryFinish());
        machine.Exited(onThread, AttemptResult.Succeeded, 7);
        machine.Exited(wentOn, AttemptResult.Succeeded, 7);
        Assert.Equal(JobState.Completed, onThread.CurrentState);
        Assert.Equal(JobState.Canceled, wentOn.CurrentState);
        Assert.True(machine.TryFinish());
    }

    [Fact]
    [Trait("Contract", "CALL-31")]
    public void It_is_not_stopped_before_its_children()
    {
        CallerMachine machine = Running();
        var child = new SchedulerIdentity(1, "child");
        Assert.True(machine.Adopt(child, CallerThread.Dedicated, isWorker: false));
        Assert.Equal([child], machine.Stop(force: false, 0)!.Children);
        Assert.False(machine.Adopt(new SchedulerIdentity(2, "late"), CallerThread.Dedicated, isWorker: false));
        Assert.False(machine.TryFinish());
        machine.ChildStopping(child);
        machine.ChildStopped(child);
        Assert.True(machine.TryFinish());
    }

    [Fact]
    [Trait("Contract", "CALL-51")]
    [Trait("Contract", "CALL-52")]
    [Trait("Contract", "CALL-53")]
    public void Workers_are_kept_used_again_youngest_first_and_swept_when_they_are_old()
    {
        CallerMachine machine = Running();
        SchedulerIdentity[] workers = [.. Enumerable.Range(0, 3).Select(_ => NewWorker(machine))];
        Assert.Equal(100, machine.Return(workers[0], alive: true, 0).SweepAt);
        Assert.Null(machine.Return(workers[1], alive: true, 10).SweepAt);
        Assert.True(machine.Return(workers[2], alive: true, 20).StopIt);
        Assert.Same(workers[1], machine.Rent(new FakeJob()).Worker);
        machine.Return(workers[1], alive: true, 50);
        Assert.Empty(machine.Sweep(99));
        Assert.Equal([workers[0]], machine.Sweep(100));
        Assert.Equal(150, machine.NextSweep);
        Assert.Equal([workers[1]], machine.Sweep(150));
        Assert.Null(machine.NextSweep);
    }

    [Fact]
    [Trait("Contract", "CALL-53")]
    public void The_longest_time_there_is_keeps_idle_workers_for_ever()
    {
        var machine = new CallerMachine(Options with { IdleWorkerTimeout = TimeSpan.MaxValue });
        machine.Begin();
        machine.Entered();
        SchedulerIdentity worker = NewWorker(machine);
        Assert.Equal(Moments.Never, machine.Return(worker, alive: true, 1).SweepAt);
        Assert.Empty(machine.Sweep(TimeSpan.TicksPerDay));
        Assert.Equal(1, machine.IdleWorkerCount);
    }

    [Fact]
    [Trait("Contract", "CALL-50")]
    [Trait("Contract", "CALL-54")]
    public void With_a_limit_calls_wait_for_a_worker_in_order_and_a_stopped_one_makes_room_for_another()
    {
        var machine = new CallerMachine(Options with { MaxWorkers = 1 });
        machine.Begin();
        machine.Entered();
        SchedulerIdentity worker = NewWorker(machine);
        FakeJob first = Waiting(machine), second = Waiting(machine), third = Waiting(machine);
        foreach (FakeJob call in (FakeJob[])[first, second, third]) Assert.Equal((null, false), machine.Rent(call));
        machine.Cancel(first, "not wanted", 0);
        Assert.Same(second, machine.Return(worker, alive: true, 0).Next);
        Assert.Same(third, machine.ChildStopping(worker));
        Assert.Equal(1, machine.WorkerCount);
        Assert.Equal(default, machine.Return(worker, alive: false, 0));
    }

    [Fact]
    public void Random_lives_leave_no_call_open_and_end()
    {
        for (int seed = 0; seed < 300; seed++) Live(seed);
    }

    private static void Live(int seed)
    {
        var random = new Random(seed);
        CallerMachine machine = Running();
        List<FakeJob> calls = [];
        for (int now = 1; now < 200; now++)
        {
            FakeJob? call = calls.Count > 0 ? calls[random.Next(calls.Count)] : null;
            switch (random.Next(8))
            {
                case 0 when call is not null: machine.Start(call, now); break;
                case 1 when call is not null: machine.Cancel(call, null, now); break;
                case 2 when call is not null: machine.DelayPassed(call); break;
                case 3 when call is not null: machine.WentOn(call, alive: true); break;
                case 4 when call is { CurrentState: JobState.Running or JobState.Canceling }:
                    machine.Exited(call, (AttemptResult)random.Next(3), now);
                    break;
                case 5 when random.Next(60) == 0: machine.Stop(force: false, now); break;
                default:
                    calls.Add(new FakeJob());
                    bool taken = machine.Submit(calls[^1], random.Next(2) * 10, now);
                    Assert.True(taken == machine.State < CallerState.Stopping, $"seed {seed}");
                    break;
            }

            int open = calls.Count(c => !JobLifecycle.IsFinal(c.CurrentState));
            Assert.True(open == machine.CallCount, $"seed {seed}: {open} open, {machine.CallCount} known");
        }

        machine.Stop(force: true, 200);
        foreach (FakeJob call in calls.Where(c => !JobLifecycle.IsFinal(c.CurrentState)))
        {
            Assert.True(call.CurrentState is JobState.Running or JobState.Canceling, $"seed {seed}");
            machine.Exited(call, AttemptResult.Succeeded, 201);
        }

        Assert.True(machine.TryFinish(), $"seed {seed}");
    }

    private static CallerMachine Running()
    {
        var machine = new CallerMachine(Options);
        machine.Begin();
        machine.Entered();
        return machine;
    }

    private static FakeJob Waiting(CallerMachine machine)
    {
        var call = new FakeJob();
        Assert.True(machine.Submit(call, delay: 0, now: 1));
        return call;
    }

    private static FakeJob Started(CallerMachine machine)
    {
        FakeJob call = Waiting(machine);
        Assert.True(machine.Start(call, 2));
        return call;
    }

    private static SchedulerIdentity NewWorker(CallerMachine machine)
    {
        Assert.True(machine.Rent(new FakeJob()).MakeOne);
        var worker = new SchedulerIdentity(1, "worker");
        Assert.True(machine.Adopt(worker, CallerThread.Dedicated, isWorker: true));
        return worker;
    }
}
