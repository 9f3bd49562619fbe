namespace ActorScheduler.Runtime;

/// <summary>
/// Turns that one thread takes one after the other. An actor that is woken in a turn has its own right after it on the
/// same thread, and work that the last turn wants done by a free thread is done by this one: most often one thread's
/// news is answered without another thread being woken, which costs more than the answer.
/// </summary>
/// <remarks>
/// Only one actor waits for the running turn; those woken besides it go to other threads at once. Turns are short and
/// never wait; work may do both, so it begins when no actor waits here any more.
/// </remarks>
internal sealed class TurnChain
{
    /// <summary>Turns in a row before others of the pool get the thread.</summary>
    private const int Budget = 16;

    [ThreadStatic]
    private static TurnChain? t_chain;

    private bool _isActive;
    private Takes _takes;
    private ActorCell? _next;
    private IThreadPoolWorkItem? _work;

    /// <summary>Which work a thread does after its turns.</summary>
    private enum Takes : byte
    {
        Any,
        ItsOwn,
        None,
    }

    /// <summary>Takes the turns of a cell, and those of the ones that they wake. For the pool's threads.</summary>
    public static void Run(ActorCell first)
    {
        TurnChain chain = t_chain ??= new TurnChain();
        chain._isActive = true;
        chain._takes = Takes.Any;
        first.RunTurns();
        chain.End()?.Execute();
    }

    /// <summary>As <see cref="Run"/>, for a member of a crew: it goes back to its line at once, with no work.</summary>
    public static void RunInCrew(ActorCell first)
    {
        TurnChain chain = t_chain ??= new TurnChain();
        chain._isActive = true;
        chain._takes = Takes.None;
        first.RunTurns();
        chain.End();
    }

    /// <summary>
    /// This thread, which is not the pool's, is about to bring news to actors; <see cref="Leave"/> has to follow.
    /// </summary>
    public static void Enter()
    {
        TurnChain chain = t_chain ??= new TurnChain();
        chain._isActive = true;
        chain._takes = Takes.ItsOwn;
    }

    /// <summary>Takes the turns of the actors that got news.</summary>
    /// <returns>What is left for the thread to do; it may take long.</returns>
    public static IOwnWork? Leave() => (IOwnWork?)t_chain!.End();

    /// <summary>Gives a woken cell its turn: after the one that this thread is in, or on another thread.</summary>
    public static void Activate(ActorCell cell)
    {
        if (t_chain is { _isActive: true, _next: null } chain) chain._next = cell;
        else Queue(cell);
    }

    /// <summary>Has this thread do the work after its turns; false when that is not its place.</summary>
    public static bool TryFollow(IThreadPoolWorkItem work)
    {
        if (t_chain is not { _isActive: true, _takes: not Takes.None } chain) return false;
        if (chain._takes == Takes.ItsOwn && work is not IOwnWork) return false;
        // The latest first, as a thread's own queue has it; the others are anybody's.
        if (chain._work is { } earlier) ThreadPool.UnsafeQueueUserWorkItem(earlier, preferLocal: true);
        chain._work = work;
        return true;
    }

    private static void Queue(ActorCell cell)
    {
        if (cell.Crew is { } crew) crew.Add(cell);
        else ThreadPool.UnsafeQueueUserWorkItem(cell, preferLocal: false);
    }

    private IThreadPoolWorkItem? End()
    {
        for (int budget = Budget; budget > 0 && _next is { } cell; budget--)
        {
            _next = null;
            cell.RunTurns();
        }

        _isActive = false;
        if (_next is { } waiting) Queue(waiting);
        IThreadPoolWorkItem? work = _work;
        _next = null;
        _work = null;
        return work;
    }
}
