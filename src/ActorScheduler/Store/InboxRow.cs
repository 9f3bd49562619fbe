namespace ActorScheduler.Store;

/// <summary>A letter as it lies in an inbox.</summary>
/// <param name="Id">Names it in the store; never given twice, and rising in one inbox.</param>
/// <param name="Content">The words.</param>
/// <param name="Why">
/// Why it was set aside, or has to be: the store has found it damaged. Null when nothing is wrong with it.
/// </param>
internal sealed record InboxRow(long Id, ReadOnlyMemory<byte> Content, string? Why = null);
