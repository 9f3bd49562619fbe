using ActorScheduler.Store.Facts;
using Google.Protobuf;

namespace ActorScheduler.Store;

/// <summary>What a store knows of a job that has a key.</summary>
internal readonly record struct KeyedJob
{
    /// <summary>The key; null for a job that has none.</summary>
    public string? Key { get; init; }

    /// <summary>How it has ended; null when it has not.</summary>
    public JobState? End { get; init; }

    /// <summary>When its last attempt began; null when none did.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset EndedAt { get; init; }

    /// <summary>The exit code of its process; null when there was none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that ended its process.</summary>
    public int? Signal { get; init; }

    /// <summary>True when somebody asked it to cancel.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>True when it ran longer than it may.</summary>
    public bool TimedOut { get; init; }

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
            yield return new KeyedJob { Key = job.Settings.HasKey ? job.Settings.Key : null };
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

        JobExited exited = record.Exited;
        return new KeyedJob
        {
            Key = record.HasKey ? record.Key : null,
            End = ExitCodec.StateOf(record),
            StartedAt = record.StartedAt > 0 ? new DateTimeOffset(record.StartedAt, TimeSpan.Zero) : null,
            EndedAt = new DateTimeOffset(exited.At, TimeSpan.Zero),
            ExitCode = exited.Process?.ExitCode,
            Signal = exited.Process is { HasSignal: true } process ? process.Signal : null,
            CancelRequested = exited.CancelRequested,
            TimedOut = exited.TimedOut,
        };
    }
}
