namespace ActorScheduler.Store;

/// <summary>How many letters lie at an address.</summary>
/// <param name="Address">The inbox.</param>
/// <param name="Waiting">Letters that nobody has consumed.</param>
/// <param name="SetAside">Letters that could not be understood.</param>
internal sealed record InboxHead(string Address, int Waiting, int SetAside);
