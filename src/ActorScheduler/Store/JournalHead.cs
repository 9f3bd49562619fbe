namespace ActorScheduler.Store;

/// <summary>A journal as its owner has opened it.</summary>
/// <param name="Journal">Its name.</param>
/// <param name="Epoch">The owner's number: higher than that of all before.</param>
/// <param name="Snapshot">The position that the newest snapshot stands for; 0 when there is none.</param>
/// <param name="Last">The position of the last fact; 0 when there is none.</param>
internal sealed record JournalHead(string Journal, long Epoch, long Snapshot, long Last);
