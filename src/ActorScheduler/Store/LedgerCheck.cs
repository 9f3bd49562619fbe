using ActorScheduler.Store.Facts;

namespace ActorScheduler.Store;

/// <summary>
/// Looks into what a journal says of its jobs, which is else read when the scheduler starts: too late to refuse it.
/// </summary>
internal static class LedgerCheck
{
    /// <summary>The place of a job of which no handle could be made; null when there is none.</summary>
    public static long? FindUnreadable(Ledger ledger)
    {
        foreach (JobAccepted job in ledger.Jobs.Values.Concat(ledger.Quarantined.Values))
        {
            if (!CanBeRead(job)) return job.Order;
        }

        return null;
    }

    private static bool CanBeRead(JobAccepted job)
    {
        try
        {
            _ = SettingsCodec.Read(job.Settings, static _ => null);
            if (job.WorkCase == JobAccepted.WorkOneofCase.Process) _ = ProcessCodec.Read(job.Process);
            return job.WorkCase != JobAccepted.WorkOneofCase.None;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
