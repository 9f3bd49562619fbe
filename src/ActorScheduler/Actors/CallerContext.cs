namespace ActorScheduler.Actors;

/// <summary>
/// The synchronization context of a Caller: what is posted to it runs on the Caller's thread, awaits resume there.
/// </summary>
internal sealed class CallerContext(CallerCore caller) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) =>
        caller.PostContinuation(new ContinuationItem(d, state));

    /// <summary>
    /// Runs at once on the Caller's own thread, where to wait would be a deadlock; waits anywhere else.
    /// </summary>
    public override void Send(SendOrPostCallback d, object? state)
    {
        if (ReferenceEquals(CallerCore.OnThread, caller))
        {
            d(state);
            return;
        }

        var call = new TaskCompletionSource();
        Post(
            _ =>
            {
                try
                {
                    d(state);
                    call.SetResult();
                }
                catch (Exception e)
                {
                    call.SetException(e);
                }
            },
            null);
        call.Task.GetAwaiter().GetResult();
    }

    public override SynchronizationContext CreateCopy() => this;
}
