namespace ActorScheduler.Machines;

/// <summary>A machine found itself in a state that its rules exclude: a bug of ours, never of a caller.</summary>
internal sealed class InvariantException(string message) : Exception(message);
