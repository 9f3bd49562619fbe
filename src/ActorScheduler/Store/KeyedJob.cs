using ActorScheduler.Store.Facts;
using Google.Protobuf;

namespace ActorScheduler.Store;

/// <summary>What a store knows of a job that has a key.</summary>
/// <param name="Key">The key; null for a job that has none.</param>
/// <param name="End">How it has ended; null when it has not.</param>
/// <param name="Ran">True when an attempt of it was started.</param>
/// <param name="CancelRequested">True when somebody asked it to cancel.</param>
/// <param name="TimedOut">True when it ran longer than it may.</param>
internal readonly record struct KeyedJob(string? Key, JobState? End, bool Ran, bool CancelRequested, bool TimedOut)
{
    /// <summary>
    /// All jobs of a journal that have not ended, then those whose exits are kept. The journal is not taken over, so
    /// both are of one moment only while nobody owns it.
    /// </summary>
    /// <exception cref="StoreException">It cannot be read, or is damaged.</exception>
    public static async IAsyncEnumerable<KeyedJob> ReadAllAsync(IStore store, string journal)
    {
        var ledger = new Ledger();
        await foreach (JournalPiece piece in store.ReadAsync(journal, default).ConfigureAwait(false))
            ledger.Apply(piece.Facts);
        foreach (JobAccepted job in ledger.Jobs.Values)
            yield return new KeyedJob(job.Settings.HasKey ? job.Settings.Key : null, null, false, false, false);
        await foreach (KeptExit exit in store.ReadExitsAsync(journal, default).ConfigureAwait(false))
            yield return Read(exit);
    }

    private static KeyedJob Read(KeptExit exit)
    {
        ExitRecord record;
        try
        {
            record = ExitRecord.Parser.ParseFrom(exit.Content.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new StoreException(StoreError.Damaged, $"The exit of job {exit.Job} cannot be read.", e);
        }

        return new KeyedJob(
            record.HasKey ? record.Key : null, ExitCodec.StateOf(record), record.StartedAt > 0,
            record.Exited.CancelRequested, record.Exited.TimedOut);
    }
}
