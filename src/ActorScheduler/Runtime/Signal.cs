namespace ActorScheduler.Runtime;

/// <summary>Which signal it is.</summary>
internal enum SignalKind : byte
{
    Stop,
    EndStop,
    ChildStopped,
    Watch,
}

/// <summary>What cells tell each other about their lives. A signal goes before the messages that wait.</summary>
internal sealed record Signal(SignalKind Kind, ActorCell? Cell = null, Exception? Failure = null,
    Action? Watcher = null)
{
    public static readonly Signal Stop = new(SignalKind.Stop);

    public static readonly Signal EndStop = new(SignalKind.EndStop);

    public static Signal ChildStopped(ActorCell child, Exception? failure) =>
        new(SignalKind.ChildStopped, child, failure);

    public static Signal Watch(Action watcher) => new(SignalKind.Watch, Watcher: watcher);
}
