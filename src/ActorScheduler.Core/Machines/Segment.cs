namespace ActorScheduler.Machines;

internal sealed class Segment;
