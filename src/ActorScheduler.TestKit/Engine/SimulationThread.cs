namespace ActorScheduler.TestKit.Engine;

/// <summary>A thread for a simulation: nothing of its caller's shows inside.</summary>
internal static class SimulationThread
{
    /// <summary>Runs something there.</summary>
    /// <param name="run">
    /// What to run. What it is given ends the task as failed although it has not returned, for when it never will.
    /// </param>
    public static Task<T> RunAsync<T>(Func<Action<Exception>, T> run)
    {
        var ended = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                ended.TrySetResult(run(e => ended.TrySetException(e)));
            }
            catch (Exception e)
            {
                ended.TrySetException(e);
            }
        })
        { IsBackground = true, Name = "simulation" };
        thread.UnsafeStart();
        return ended.Task;
    }
}
