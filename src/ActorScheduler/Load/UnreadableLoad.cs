namespace ActorScheduler.Load;

/// <summary>
/// A machine that tells no load. Windows keeps no load average, and its processor queue length is a momentary figure
/// behind performance counters that need a sampling thread; to invent an average from it would be a different rule
/// under the same name. So a scheduler with a load limit runs one job at a time there (PORT-39) unless it is given a
/// source of its own.
/// </summary>
internal sealed class UnreadableLoad : ILoadSource
{
    public double? Read(LoadSignal signal) => null;
}
