using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>One wait for several jobs; leaves nothing behind in those that go on.</summary>
internal sealed class PendingWait<TJob>(TJob[] jobs, CompletionCount count) : HostTimer
    where TJob : JobHandle
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _over = new();

    public override void Fire() => _over.TrySetResult();

    public async Task<WaitResult<TJob>> RunAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        TJob[] waiting = Array.FindAll(jobs, job => !job.IsSettled);
        // What has ended may satisfy it already (CALL-85).
        if (!CountEnded() && timeout != TimeSpan.Zero)
            await WaitAsync(waiting, timeout, cancellationToken).ConfigureAwait(false);
        ILookup<bool, TJob> sorted = jobs.ToLookup(job => job.IsSettled);
        return new WaitResult<TJob>([.. sorted[true]], [.. sorted[false]]);

        bool CountEnded()
        {
            foreach (TJob job in jobs.Except(waiting)) count.ItemEnded(job.GetOutcome());
            return count.IsOver;
        }
    }

    private async Task WaitAsync(TJob[] waiting, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        Action[] continuations = Array.ConvertAll(waiting, job => (Action)(() => NoteEnd(job)));
        IActorHost host = waiting[0].Core.Host;
        try
        {
            for (int i = 0; i < waiting.Length; i++) waiting[i].ContinueWith(continuations[i]);
            if (timeout is { } time) host.SetTimer(this, Moments.After(host.Now, time));
            await _over.Task.WaitAsync(cancellationToken).On(host);
        }
        finally
        {
            if (timeout is not null) host.CancelTimer(this);
            for (int i = 0; i < waiting.Length; i++) waiting[i].StopContinuing(continuations[i]);
        }
    }

    private void NoteEnd(TJob job)
    {
        lock (_gate)
        {
            if (!count.ItemEnded(job.GetOutcome())) return;
        }

        _over.TrySetResult();
    }
}
