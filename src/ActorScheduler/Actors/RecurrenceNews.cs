namespace ActorScheduler.Actors;

/// <summary>What a durable recurring job has come to: seen by nobody before it is in the store.</summary>
internal sealed class RecurrenceNews
{
    private bool _isWithheld;

    public required IReadOnlyList<RecurrenceCore> Cores { get; init; }

    public required RecurringStatus Status { get; init; }

    /// <summary>True when nothing more comes of it in this process.</summary>
    public bool IsLast { get; init; }

    /// <summary>Who has asked; null when nobody has.</summary>
    public TaskCompletionSource<RecurringStatus>? ReplyTo { get; init; }

    /// <summary>It is not known to be in the store: who has asked hears what is.</summary>
    public void Withhold() => _isWithheld = true;

    public void Show()
    {
        foreach (RecurrenceCore core in _isWithheld ? [] : Cores)
        {
            core.Show(Status);
            if (IsLast) core.Leave();
        }

        ReplyTo?.TrySetResult(Cores[^1].Status);
    }
}
