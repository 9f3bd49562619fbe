namespace ActorScheduler.Processes;

/// <summary>
/// Tells a process from all others that had its number or will have it: a number is given again, but not within the
/// smallest step of a start time.
/// </summary>
/// <param name="Pid">Its number.</param>
/// <param name="StartTime">When it was started, in the measure of the launcher that started it.</param>
/// <param name="Boot">
/// The run of the machine in which the other two mean something; empty when they need none.
/// </param>
internal sealed record ProcessIdentity(int Pid, long StartTime, string Boot);
