namespace ActorScheduler.Machines;

internal sealed class GroupTicket;
