using System.Runtime.CompilerServices;
using ActorScheduler.Actors;
using ActorScheduler.Machines;
using ActorScheduler.TestKit.Engine;

namespace ActorScheduler.TestKit.Tests;

/// <summary>
/// Rules of the machine, switched off one by one from outside: the state that carries the rule is spoiled around each
/// turn. Production code has no switch for it.
/// </summary>
internal static class Saboteurs
{
    /// <summary>A barrier falls with the first job before it that ends.</summary>
    public sealed class NoBarrierCount : ISaboteur
    {
        public bool BeforeTurn(object actor, object? message)
        {
            if (MachineOf(actor) is not { } machine) return true;
            Epoch epoch = Epochs(machine).Current;
            if (epoch.Barriers is not null && epoch.Outstanding > 1) epoch.Outstanding = 1;
            return true;
        }
    }

    /// <summary>Groups have room for everybody.</summary>
    public sealed class NoGroupCheck : ISaboteur
    {
        public bool BeforeTurn(object actor, object? message)
        {
            if (MachineOf(actor) is not { } machine) return true;
            foreach (JobGroup group in Groups(machine).All())
            {
                if (group.Loan is { } loan) loan.Share = Math.Max(loan.Share, group.Held + 1);
            }

            return true;
        }
    }

    /// <summary>A scheduler that fails early forgets that a job has failed.</summary>
    public sealed class NoFailureLatch : ISaboteur
    {
        public void AfterTurn(object actor)
        {
            if (MachineOf(actor) is { } machine) FirstFailed(machine) = null;
        }
    }

    /// <summary>Listeners are called where the event happens.</summary>
    public sealed class NoDeferredListeners : ISaboteur
    {
        public bool RunsAtOnce(IThreadPoolWorkItem item) => item is ListenerQueue;
    }

    /// <summary>Those who await a job go on before what it held is free.</summary>
    public sealed class NoReleaseBeforeAwait : ISaboteur
    {
        private readonly HashSet<JobHandle> _resumed = [];

        public bool BeforeTurn(object actor, object? message)
        {
            if (message is not SchedulerMessage { Kind: SchedulerMessageKind.AttemptExited } told) return true;
            var job = (JobHandle)told.Target!;
            if (!_resumed.Add(job))
            {
                job.CurrentState = JobState.Running;
                return true;
            }

            if (job.Result != AttemptResult.Succeeded || job.CurrentState != JobState.Running) return true;
            JobLifecycle.Move(job, JobState.Completed);
            job.ExitedAt = job.StartedAt;
            job.Settle(schedulerFailure: null);
            ((SchedulerCore)job.Owner).Actor.Tell(told);
            return false;
        }
    }

    /// <summary>A stop is forgotten at once.</summary>
    public sealed class NoStop : ISaboteur
    {
        public void AfterTurn(object actor)
        {
            if (MachineOf(actor) is { IsStopped: false } machine) Stopped(machine) = null;
        }
    }

    /// <summary>Every third job that comes is let past by those behind it.</summary>
    public sealed class NoOrder : ISaboteur
    {
        private readonly HashSet<object> _sent = [];
        private int _count;

        public bool BeforeTurn(object actor, object? message)
        {
            if (message is not SchedulerMessage { Kind: SchedulerMessageKind.Submit } told) return true;
            if (!_sent.Add(told.Target!) || ++_count % 3 != 0) return true;
            ((SchedulerActor)actor).Core.Actor.Tell(told);
            return false;
        }
    }

    /// <summary>The end of the fifth attempt is not heard of.</summary>
    public sealed class NoNewsOfAnEnd : ISaboteur
    {
        private int _count;

        public bool BeforeTurn(object actor, object? message) =>
            message is not SchedulerMessage { Kind: SchedulerMessageKind.AttemptExited } || ++_count != 5;
    }

    /// <summary>A job that has ended is started again.</summary>
    public sealed class NoEnd : ISaboteur
    {
        private JobReference? _ended;

        public bool BeforeTurn(object actor, object? message)
        {
            if (message is SchedulerMessage { Kind: SchedulerMessageKind.AttemptExited } told)
                _ended = (JobReference)told.Target!;
            return true;
        }

        public void AfterTurn(object actor)
        {
            if (_ended is { } job && JobLifecycle.IsFinal(job.CurrentState) && MachineOf(actor) is { } machine)
                Facts(machine)!.AttemptStarted(job);
            _ended = null;
        }
    }

    private static SchedulerMachine? MachineOf(object actor) => (actor as SchedulerActor)?.Core.Machine;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_epochs")]
    private static extern ref BarrierEpochs Epochs(SchedulerMachine machine);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_groups")]
    private static extern ref GroupLimits Groups(SchedulerMachine machine);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_firstFailed")]
    private static extern ref JobReference? FirstFailed(SchedulerMachine machine);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_stopMode")]
    private static extern ref StopMode? Stopped(SchedulerMachine machine);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_facts")]
    private static extern ref IFactLog? Facts(SchedulerMachine machine);
}
