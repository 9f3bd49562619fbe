namespace ActorScheduler.Actors;

/// <summary>Something that waits for a Caller's thread, and the link to what waits behind it.</summary>
internal abstract class CallerItem
{
    public CallerItem? Next;

    /// <summary>Runs it, on the Caller's thread. Nothing that a user's code throws leaves it.</summary>
    public abstract void Run(CallerCore caller);
}

/// <summary>A call whose end nobody is told of.</summary>
internal sealed class PostItem(Action work) : CallerItem
{
    public override void Run(CallerCore caller)
    {
        if (caller.State >= CallerState.Stopping) return;      // dropped silently, as the stop came first (CALL-23)
        try
        {
            work();
        }
        catch (Exception e)
        {
            caller.ReportFailure("A posted action", e);
        }
    }
}

/// <summary>A call with a handle, in the mailbox of the Caller that runs it.</summary>
/// <param name="owner">Whose call it is: the Caller itself, or the parent of a worker.</param>
/// <param name="call">The call.</param>
internal sealed class CallItem(CallerCore owner, JobHandle call) : CallerItem
{
    public override void Run(CallerCore caller) => owner.RunCall(call);
}

/// <summary>A call that is to run somewhere else, when its turn has come here.</summary>
internal sealed class ElsewhereItem(JobHandle call, Action<Action> start) : CallerItem
{
    public override void Run(CallerCore caller)
    {
        try
        {
            start(() => caller.RunCallElsewhere(call));
        }
        catch (Exception e)
        {
            caller.FailCall(call, e);      // the place is closed: that is this call's failure
        }
    }
}

/// <summary>The rest of an asynchronous function, or what was posted to the Caller's synchronization context.</summary>
internal sealed class ContinuationItem(SendOrPostCallback callback, object? state) : CallerItem
{
    public override void Run(CallerCore caller)
    {
        try
        {
            callback(state);
        }
        catch (Exception e)
        {
            caller.ReportFailure("A continuation", e);
        }
    }

    /// <summary>Runs it on the host's threads, because its Caller has stopped.</summary>
    public void RunElsewhere(CallerCore caller) =>
        caller.Host.Execute(new ActionWork(() => Run(caller)), preferLocal: false);
}
