using ActorScheduler.Store;
using ActorScheduler.Store.Facts;

namespace ActorScheduler.Chaos;

/// <summary>Says what is left in the store of a run that found something: for whoever looks for the reason.</summary>
internal static class StoreLook
{
    public static async Task WriteAsync(string folder, TextWriter writer)
    {
        Ledger ledger = await StoreGlance.ReadAsync(Path.Combine(folder, Victim.Store)).ConfigureAwait(false);
        await writer.WriteLineAsync($"last place {ledger.LastOrder}, last epoch {ledger.LastEpoch}").ConfigureAwait(false);
        foreach (JobAccepted job in ledger.Jobs.Values.OrderBy(static j => j.Order))
            await writer.WriteLineAsync($"left {job}").ConfigureAwait(false);
        foreach (JobAccepted job in ledger.Quarantined.Values)
            await writer.WriteLineAsync($"set aside {job}").ConfigureAwait(false);
    }
}
