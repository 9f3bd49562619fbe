using ActorScheduler.Store;

namespace ActorScheduler.TestKit.Engine;

/// <summary>
/// Breaks a rule of the machine on purpose, so that a test can see that the checks find it. It stands around the turn:
/// the machine and its actor know nothing of it.
/// </summary>
internal interface ISaboteur
{
    /// <summary>
    /// True when the checks of what schedulers decide are to see nothing, so that others must find it.
    /// </summary>
    bool BlindsChecks => false;

    /// <summary>Before a turn; false when the turn is not to be.</summary>
    bool BeforeTurn(object actor, object? message) => true;

    /// <summary>After a turn.</summary>
    void AfterTurn(object actor)
    {
    }

    /// <summary>Before a commit comes to the store.</summary>
    void BeforeCommit(MemoryStore store, StoreCommit commit)
    {
    }

    /// <summary>True when processes of earlier lives are left alone.</summary>
    bool LeavesProcesses => false;

    /// <summary>True for work that is to run at once, inside of whoever asks for it.</summary>
    bool RunsAtOnce(IThreadPoolWorkItem item) => false;
}
