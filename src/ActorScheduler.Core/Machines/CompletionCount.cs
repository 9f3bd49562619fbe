namespace ActorScheduler.Machines;

/// <summary>
/// The rules of waiting for several items: counts those that have ended and says when the wait is over. Pure.
/// </summary>
internal sealed class CompletionCount(ReturnWhen until, int items)
{
    private int _left = items;
    private bool _over = items == 0;

    /// <summary>True when the wait is over, for ever.</summary>
    public bool IsOver => _over;

    /// <summary>One of the items has ended; says whether the wait is over.</summary>
    public bool ItemEnded(JobOutcome outcome)
    {
        Ensure.That(_left > 0, "Only an item that was waited for ends.");
        _left--;
        _over |= until switch
        {
            ReturnWhen.FirstCompleted => true,
            ReturnWhen.FirstException => outcome != JobOutcome.Completed || _left == 0,
            _ => _left == 0,
        };
        return _over;
    }
}
