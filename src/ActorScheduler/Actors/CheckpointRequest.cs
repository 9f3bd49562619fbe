namespace ActorScheduler.Actors;

/// <summary>What an attempt wants to put by for the next one.</summary>
/// <param name="Attempt">The attempt: a later one's is not to be replaced by it.</param>
/// <param name="Content">The bytes.</param>
/// <param name="Done">Completes when they are in the store.</param>
internal sealed record CheckpointRequest(int Attempt, byte[] Content, TaskCompletionSource<bool> Done);
