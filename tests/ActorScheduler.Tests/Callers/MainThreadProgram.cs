namespace ActorScheduler.Tests.Callers;

/// <summary>A process whose main thread gets a Caller: no test runs on the thread that its process began with.</summary>
internal static class MainThreadProgram
{
    /// <summary>Runs on the main thread; writes one line that says what was seen.</summary>
    public static int Run()
    {
        SchedulerNode node = SchedulerNode.StartAsync().AsTask().GetAwaiter().GetResult();
        bool before = Caller.Main is null;
        Caller caller = node.CreateCaller("main", CallerThread.Current, new() { AutoStart = false });
        bool found = ReferenceEquals(Caller.Main, caller);
        int thread = Environment.CurrentManagedThreadId;
        bool elsewhere = false, ranHere = false, otherIsNone = false;
        Task run = caller.RunAsync(async self =>
        {
            elsewhere = await Task.Run(() => ReferenceEquals(Caller.Main, self) && Caller.Current is null);
            ranHere = Environment.CurrentManagedThreadId == thread && ReferenceEquals(Caller.Current, self);
            Caller other = node.CreateCaller("other");
            otherIsNone = await other.CallSoon(() => ReferenceEquals(Caller.Main, self));
        });
        run.GetAwaiter().GetResult();
        bool after = Caller.Main is null;
        Console.WriteLine($"{before} {found} {elsewhere} {ranHere} {otherIsNone} {after}");
        node.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return 0;
    }
}
