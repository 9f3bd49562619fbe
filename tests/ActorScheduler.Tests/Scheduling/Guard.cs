namespace ActorScheduler.Tests.Scheduling;

/// <summary>Ends a test that hangs; nothing in a test that passes waits for it.</summary>
internal static class Guard
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static Task Soon(this Task task) => task.WaitAsync(Limit);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Limit);

    /// <summary>How the job ended.</summary>
    public static Task<JobExit> Exit(this JobHandle job) => job.WaitForExitAsync().WaitAsync(Limit);

    /// <summary>Waits for the end and takes the value, or throws what became of the job.</summary>
    public static Task<T> Value<T>(this JobHandle<T> job) => job.AsTask().WaitAsync(Limit);

    /// <summary>Waits for the end, or throws what became of the job.</summary>
    public static Task Done(this JobHandle job) => job.AsTask().WaitAsync(Limit);
}
