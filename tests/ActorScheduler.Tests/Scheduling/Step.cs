namespace ActorScheduler.Tests.Scheduling;

/// <summary>The work of one job in a test: tells that it has started, and ends when the test lets it.</summary>
internal sealed class Step
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the job runs.</summary>
    public Task Started => _started.Task.Soon();

    public bool HasStarted => _started.Task.IsCompleted;

    public void Succeed() => _end.TrySetResult();

    public void Fail(Exception exception) => _end.TrySetException(exception);

    /// <summary>Runs until the test ends it, whoever cancels it.</summary>
    public async Task RunAsync(JobContext job)
    {
        _started.TrySetResult();
        await _end.Task;
    }

    /// <summary>Runs until the test ends it or it is canceled.</summary>
    public async Task RunUntilCanceledAsync(JobContext job)
    {
        _started.TrySetResult();
        await _end.Task.WaitAsync(job.CancellationToken);
    }
}
