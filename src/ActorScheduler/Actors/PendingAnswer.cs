namespace ActorScheduler.Actors;

/// <summary>An answer that is given when what it says is in the store.</summary>
internal abstract class PendingAnswer
{
    /// <summary>Gives it.</summary>
    public abstract void Deliver();

    /// <summary>What it would have said is not known to be in the store: whoever waits hears that.</summary>
    public abstract void Withhold();
}

/// <summary>An answer to somebody who waits for a task.</summary>
internal sealed class PendingAnswer<T>(TaskCompletionSource<T> to, T value) : PendingAnswer
{
    public override void Deliver() => to.TrySetResult(value);

    public override void Withhold() => to.TrySetCanceled();
}

/// <summary>Tells a scheduler's inbox that the letters it has read are consumed.</summary>
internal sealed class LettersConsumed(SchedulerCore core) : PendingAnswer
{
    public override void Deliver() => core.Tell(SchedulerMessageKind.LettersConsumed);

    public override void Withhold()
    {
        // They are read again in the next life.
    }
}
