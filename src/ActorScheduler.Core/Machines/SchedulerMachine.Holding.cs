namespace ActorScheduler.Machines;

/// <content>
/// The order of admission while a lender is asked for a permit: who came later is neither started nor refused before
/// the lender's first word. One turn of the lender ends it, whatever happens to the job meanwhile.
/// </content>
internal sealed partial class SchedulerMachine
{
    private readonly JobList _held = new();

    private int Undecided => _asking.Count + _held.Count;

    // Somebody before the job waits for a lender's first word: in the queue, at the door, or to be taken in.
    private bool IsHeldBack(JobReference job)
    {
        if (_held.First is { } held && held.Order < job.Order) return true;
        if (_door.First is { } door && door.Order < job.Order && GroupLimits.IsInFlight(door)) return true;
        return _epochs.Current.FirstReady is { } head && head != job && JobOrder.Precedes(head, job)
            && GroupLimits.IsInFlight(head);
    }

    // Slots that are spoken for: who stands in the queue behind the job has none.
    private int ReadyBefore(JobReference job) =>
        _epochs.Current.FirstReady is { } head && JobOrder.Precedes(head, job) ? _epochs.Current.ReadyCount : 0;

    private void StandUndecided(JobReference job)
    {
        if (IsHeldBack(job) || GroupLimits.IsInFlight(job)) job.Flags |= JobFlags.HeldBack;
        ListOf(job).Append(job);
    }

    private JobList ListOf(JobReference undecided) => undecided.Has(JobFlags.HeldBack) ? _held : _asking;

    // In order of arrival, up to the first who has to go on waiting for a first word. Who has had it and waits for more
    // holds nobody up.
    private void DecideHeld(long now)
    {
        while (_held.First is { } job && !IsHeldBack(job))
        {
            if (!TryDecide(job, now))
            {
                if (GroupLimits.IsInFlight(job)) return;
                _held.Remove(job);
                job.Flags &= ~JobFlags.HeldBack;
                _asking.Append(job);
            }

            Pump(now);
            TellAllDependents(now);
        }
    }
}
