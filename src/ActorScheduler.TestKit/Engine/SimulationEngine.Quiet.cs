using ActorScheduler.Actors;

namespace ActorScheduler.TestKit.Engine;

/// <content>What happens when nothing can run: time leaps, those who wait for quiet go on, or all is over.</content>
internal sealed partial class SimulationEngine
{
    private readonly PriorityQueue<TaskCompletionSource, (long Moment, long Order)> _untilMoment = new();
    private readonly Queue<TaskCompletionSource> _untilIdle = new();
    private long _waiters;

    /// <summary>A task that completes at a moment when nothing can run there any more.</summary>
    public Task WaitUntilQuiet(long moment)
    {
        var quiet = new TaskCompletionSource();
        if (IsInside("wait for a time")) _untilMoment.Enqueue(quiet, (moment, ++_waiters));
        return quiet.Task;
    }

    /// <summary>A task that completes when nothing can run and no timer is set.</summary>
    public Task WaitUntilIdle()
    {
        var idle = new TaskCompletionSource();
        if (IsInside("wait until idle")) _untilIdle.Enqueue(idle);
        return idle.Task;
    }

    // False when nothing will ever happen again.
    private bool GetOn()
    {
        foreach (IEngineObserver observer in _observers) observer.AllWaits();
        long? wanted = _untilMoment.TryPeek(out _, out (long Moment, long Order) first) ? first.Moment : null;
        if (wanted <= Time.Now)
        {
            Resume(_untilMoment.Dequeue());
            return true;
        }

        long? next = Time.NextDue is { } due && !(wanted < due) ? due : wanted;
        if (next is { } moment)
        {
            Time.LeapTo(moment);
            return true;
        }

        if (!_untilIdle.TryDequeue(out TaskCompletionSource? idle)) return false;
        Resume(idle);
        return true;
    }

    private void Resume(TaskCompletionSource waiter) => _ready.Add((new ActionWork(waiter.SetResult), null));

    private void ReportStall()
    {
        LookForEscapes(wait: true);
        if (Failure is not null) return;
        string[] unfinished = [.. _observers.Select(o => o.DescribeUnfinished()).OfType<string>()];
        string what = unfinished.Length == 0 ? "the test itself" : string.Join("; ", unfinished);
        Fail($"Nothing can happen any more, but not all has ended: {what}."
            + " It is a deadlock, or somebody waits for something outside of the simulation: a real timer, the thread"
            + " pool, a device.");
    }
}
