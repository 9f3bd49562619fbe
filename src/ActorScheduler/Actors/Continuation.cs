using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>What goes on when a job has ended that it awaits, as a piece of work for a host or a crew.</summary>
internal sealed class Continuation(Action action) : IThreadPoolWorkItem, ICrewPiece
{
    public void Execute()
    {
        SynchronizationContext? home = SynchronizationContext.Current;
        action();
        // The thread may go on with other work at once: nothing of this stays on it.
        ExecutionContext.Restore(AmbientJob.Default);
        if (SynchronizationContext.Current != home) SynchronizationContext.SetSynchronizationContext(home);
    }
}
