namespace ActorScheduler.Actors;

/// <summary>One more who awaits a job, and those who came before: an action, or a waiter again.</summary>
internal sealed class Waiter(Action continuation, object before)
{
    /// <summary>All of them, in the order in which they came.</summary>
    public Action[] InOrder()
    {
        int count = 2;
        for (object? earlier = before; earlier is Waiter waiter; earlier = waiter.Before) count++;
        var all = new Action[count];
        object at = this;
        for (int i = count - 1; i > 0; i--)
        {
            var waiter = (Waiter)at;
            all[i] = waiter.Continuation;
            at = waiter.Before;
        }

        all[0] = (Action)at;
        return all;
    }

    /// <summary>The others, when one of them is taken out.</summary>
    public object? Without(Action gone)
    {
        object? others = null;
        foreach (Action waiter in InOrder())
        {
            if (ReferenceEquals(waiter, gone)) continue;
            others = others is null ? waiter : new Waiter(waiter, others);
        }

        return others;
    }

    private Action Continuation => continuation;

    private object Before => before;
}
