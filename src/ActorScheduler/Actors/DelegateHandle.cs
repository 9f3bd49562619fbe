namespace ActorScheduler.Actors;

/// <summary>A job that is a delegate without a result.</summary>
internal sealed class DelegateHandle(Delegate work, ExecutionContext? context, JobOptions? options) : JobHandle(options)
{
    private object? _work = WorkInContext.Pack(work, context);

    internal override void StartAttempt(SchedulerActor scheduler) => DelegateAttempt.Start(this);

    private protected override void Execute() => DelegateAttempt.Run(this);

    private protected override Task Invoke()
    {
        object unpacked = WorkInContext.Unpack(_work!);
        // Delegate types are sealed: the test is one comparison.
        if (unpacked is Action<JobContext> action)
        {
            action(new JobContext(this));
            return Task.CompletedTask;
        }

        return unpacked is Func<JobContext, Task> function ? function(new JobContext(this)) : InvokeBare(unpacked);
    }

    // A Caller's forms without a context.
    private static Task InvokeBare(object work)
    {
        if (work is not Action action) return ((Func<Task>)work)();
        action();
        return Task.CompletedTask;
    }

    private protected override ExecutionContext? OwnContext => WorkInContext.ContextOf(_work);

    private protected override void ForgetWork() => _work = null;
}
