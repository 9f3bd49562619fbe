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
            foreach (JobGroup group in Groups(machine).All()) group.Limit = null;
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

    private static SchedulerMachine? MachineOf(object actor) => (actor as SchedulerActor)?.Core.Machine;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_epochs")]
    private static extern ref BarrierEpochs Epochs(SchedulerMachine machine);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_groups")]
    private static extern ref GroupLimits Groups(SchedulerMachine machine);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_firstFailed")]
    private static extern ref JobReference? FirstFailed(SchedulerMachine machine);
}
