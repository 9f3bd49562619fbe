namespace ActorScheduler.Actors;

/// <summary>Makes Callers that are nobody's children.</summary>
internal static class CallerFactory
{
    public static CallerCore Create(NodeServices node, string? name, CallerThread thread, CallerOptions options)
    {
        if (thread == CallerThread.Current) return GetOrBind(node, name, options);
        CallerCore made = CallerCore.Create(
            new CallerSetup { Node = node, Name = name, Thread = thread, Options = options });
        Open(made);
        return made;
    }

    /// <summary>The Caller that this thread has already, or a new one (CALL-2, CALL-5).</summary>
    private static CallerCore GetOrBind(NodeServices node, string? name, CallerOptions options)
    {
        if (CallerCore.OnThread is { State: < CallerState.Stopping } here) return Check(here, node, name, options);
        SynchronizationContext? context = SynchronizationContext.Current;
        if (context?.GetType() == typeof(SynchronizationContext)) context = null;       // the plain one has no thread
        if (context is null && options.AutoStart)
        {
            throw new InvalidOperationException(
                "This thread has no SynchronizationContext through which a Caller could run on it. "
                + "Make the Caller with AutoStart = false and lend it the thread with RunAsync.");
        }

        var setup = new CallerSetup
        {
            Node = node,
            Name = name ?? Thread.CurrentThread.Name,
            Thread = CallerThread.Current,
            Options = options,
            Binding = context ?? (object)Thread.CurrentThread,
        };
        (CallerCore caller, bool isNew) = CallerRegistry.GetOrBind(setup.Binding, () => CallerCore.Create(setup));
        if (!isNew) return Check(caller, node, name, options);
        Open(caller);
        return caller;
    }

    private static void Open(CallerCore caller)
    {
        caller.Node.Callers.Add(caller);
        caller.Open();
    }

    // CALL-4
    private static CallerCore Check(CallerCore caller, NodeServices node, string? name, CallerOptions options)
    {
        if (!options.AutoStart)
            throw new InvalidOperationException($"This thread has a Caller already: '{caller.Name}'.");
        if (name is not null && name != caller.Name)
            throw new ArgumentException(
                $"The Caller of this thread is named '{caller.Name}', not '{name}'.", nameof(name));
        if (caller.Node == node) return caller;
        throw new ArgumentException($"Caller '{caller.Name}' of this thread belongs to another node.", nameof(node));
    }
}
