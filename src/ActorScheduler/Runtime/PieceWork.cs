namespace ActorScheduler.Runtime;

/// <summary>A crew's piece of work for a host, where no crew is.</summary>
internal sealed class PieceWork(ICrewPiece piece) : IThreadPoolWorkItem
{
    /// <summary>What is done.</summary>
    public ICrewPiece Piece => piece;

    public void Execute() => piece.Execute();
}
