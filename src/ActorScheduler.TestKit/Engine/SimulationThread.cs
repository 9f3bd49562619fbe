namespace ActorScheduler.TestKit.Engine;

/// <summary>A thread for a simulation: nothing of its caller's shows inside.</summary>
internal static class SimulationThread
{
    /// <summary>Runs something there.</summary>
    public static Task<T> RunAsync<T>(Func<T> run)
    {
        var ended = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                ended.SetResult(run());
            }
            catch (Exception e)
            {
                ended.SetException(e);
            }
        })
        { IsBackground = true, Name = "simulation" };
        thread.UnsafeStart();
        return ended.Task;
    }
}
