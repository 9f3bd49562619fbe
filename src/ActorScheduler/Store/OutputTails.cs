using ActorScheduler.Store.Facts;

namespace ActorScheduler.Store;

/// <summary>The ends of what a process wrote, as they are kept with its exit.</summary>
/// <param name="Output">Of its standard output; null when that did not come here.</param>
/// <param name="Error">Of its standard error; null when that did not come here.</param>
internal sealed record OutputTails(OutputTail? Output, OutputTail? Error)
{
    /// <summary>Most bytes of one stream: what a person reads to see what went wrong.</summary>
    public const int MaxBytes = 64 * 1024;
}
