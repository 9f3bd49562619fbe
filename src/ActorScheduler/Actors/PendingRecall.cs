namespace ActorScheduler.Actors;

/// <summary>A look into the store that is taken when what was decided before it is there.</summary>
internal sealed class PendingRecall(ExitRecall recall, Action look) : PendingAnswer
{
    public override void Deliver() => look();

    // A job that was to follow is let go with all others.
    public override void Withhold() => recall.Answer?.TrySetCanceled();
}
