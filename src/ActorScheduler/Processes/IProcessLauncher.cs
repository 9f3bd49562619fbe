using ActorScheduler.Machines;

namespace ActorScheduler.Processes;

/// <summary>
/// The port to the operating system's processes. Thread-safe. Disposing it ends its threads and helpers; children that
/// still run are left to run, so stop them first.
/// </summary>
internal interface IProcessLauncher : IDisposable
{
    /// <summary>
    /// Starts a child. Blocks its caller for the time of a fork, so it is for a thread of the pool and never for an
    /// actor's turn.
    /// <see cref="IChildObserver.Started"/> is called before it returns, and before anything else is told.
    /// </summary>
    /// <exception cref="ProcessStartException">There is no child, and the observer hears nothing.</exception>
    void Start(ProcessStartSpec spec, IChildObserver observer);

    /// <summary>
    /// Kills whatever its children have left behind, as far as this system lets one find it. Slow, so it is for a
    /// thread of the pool.
    /// </summary>
    void KillLeftBehind();

    /// <summary>
    /// Kills whatever attempts of an earlier life have left, as far as this system lets one find it, and waits until
    /// it is gone. Whoever cannot be told from a stranger is left alone, and so are this process and its ancestors.
    /// </summary>
    /// <param name="lost">The attempts.</param>
    /// <param name="giveUp">Ends the wait; it does not throw.</param>
    Task<LostProcesses> StopLostAsync(IReadOnlyList<LostAttempt> lost, CancellationToken giveUp);
}

/// <summary>Hears of a child. Called by the adapter's threads: it may only post messages.</summary>
internal interface IChildObserver
{
    void Started(IChildProcess child);

    /// <summary>It is dead. Told once.</summary>
    void Exited(ChildExit exit);

    /// <summary>
    /// Every output stream that comes to us has ended, each by itself. Told once; at the start when there is none.
    /// </summary>
    void OutputEnded();

    /// <summary>The answer to <see cref="IChildProcess.WatchGroup"/>.</summary>
    void GroupGone();
}

/// <summary>
/// A child that was started, with the group that it leads. Its methods never wait for the child; they may be called
/// from any thread, one at a time.
/// </summary>
internal interface IChildProcess : IDisposable
{
    int Pid { get; }

    /// <summary>
    /// Tells it from any other process there ever was; null when it carries no <see cref="ProcessStartSpec.Mark"/>, or
    /// when the system cannot say.
    /// </summary>
    ProcessIdentity? Identity { get; }

    /// <summary>What it wrote to standard output; null when that does not come to us.</summary>
    OutputStore? Output { get; }

    /// <summary>What it wrote to standard error; null when that does not come to us.</summary>
    OutputStore? Error { get; }

    /// <summary>
    /// Sends a signal to the whole group. A group that is gone is no error (POPEN-13); what else goes wrong is returned
    /// for the log, since the job's fate does not hang on it.
    /// </summary>
    Exception? Signal(StopSignal signal);

    /// <summary>Takes what the pipes hold at this moment and closes our ends.</summary>
    void AbandonOutput();

    /// <summary>
    /// Reaps a dead child and releases what it held of the system; true when somebody of its group is left. Once.
    /// </summary>
    bool Release();

    /// <summary>Tells <see cref="IChildObserver.GroupGone"/> when nobody of the group is left.</summary>
    void WatchGroup();

    /// <summary>
    /// The living processes of the group, and those known to come from it. Reads the system's whole process list.
    /// </summary>
    IReadOnlyList<int> FindLeaked();
}

/// <summary>The two ways of asking a process to end.</summary>
internal enum StopSignal
{
    Term = 15,
    Kill = 9,
}
