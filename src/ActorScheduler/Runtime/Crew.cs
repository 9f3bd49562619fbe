namespace ActorScheduler.Runtime;

/// <summary>
/// The threads that give one actor its turns and do the work that comes of them, such as the attempts of a scheduler's
/// delegates. Made by a host; each piece is done once, and begun in the order in which it came, but for those that go
/// ahead.
/// </summary>
internal abstract class Crew
{
    /// <summary>Has a piece of work done, later, beside all others that are being done; any thread.</summary>
    public abstract void Add(ICrewPiece work);

    /// <summary>As <see cref="Add"/>, from inside a turn of the crew's actor.</summary>
    public virtual void AddInTurn(ICrewPiece work) => Add(work);

    /// <summary>
    /// As <see cref="AddInTurn"/>, and it need not wait for all that was added in other ways: for what follows from a
    /// piece that is done.
    /// </summary>
    public virtual void AddAheadInTurn(ICrewPiece work) => Add(work);

    /// <summary>The actor has handled so many messages; called in its turns.</summary>
    public virtual void CountMessages(int handled)
    {
    }
}
