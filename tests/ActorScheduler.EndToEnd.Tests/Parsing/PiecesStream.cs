using System.Text;

namespace ActorScheduler.EndToEnd.Tests.Parsing;

/// <summary>Gives one piece for each read, as a pipe does whose writer is slow.</summary>
internal sealed class PiecesStream(params string[] pieces) : MemoryStream
{
    public int PiecesGiven { get; private set; }

    public override bool CanSeek => false;

    public override int Read(byte[] buffer, int offset, int count)
    {
        ObjectDisposedException.ThrowIf(!CanRead, this);
        if (PiecesGiven == pieces.Length) return 0;
        byte[] piece = Encoding.UTF8.GetBytes(pieces[PiecesGiven++]);
        piece.CopyTo(buffer, offset);
        return piece.Length;
    }
}
