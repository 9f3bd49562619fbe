namespace ActorScheduler.Actors;

/// <summary>An action as a piece of work for a host.</summary>
internal sealed class ActionWork(Action action) : IThreadPoolWorkItem
{
    public void Execute() => action();
}
