namespace ActorScheduler.Store;

/// <summary>Some facts of a journal, each with its length before it.</summary>
/// <param name="IsSnapshot">They stand for everything up to the snapshot's position.</param>
/// <param name="Facts">The facts as they were written.</param>
internal readonly record struct JournalPiece(bool IsSnapshot, ReadOnlyMemory<byte> Facts);
