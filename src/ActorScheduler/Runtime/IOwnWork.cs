namespace ActorScheduler.Runtime;

/// <summary>
/// Work of the library itself, which runs no user's code: also a thread that others depend on may do it.
/// </summary>
internal interface IOwnWork : IThreadPoolWorkItem;
