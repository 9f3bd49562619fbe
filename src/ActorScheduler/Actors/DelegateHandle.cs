using ActorScheduler.Machines;

namespace ActorScheduler.Actors;

/// <summary>A job that is a delegate without a result.</summary>
internal sealed class DelegateHandle(Delegate work, ExecutionContext? context, JobOptions? options) : JobHandle(options)
{
    private Delegate? _work = work;
    private ExecutionContext? _context = context;

    internal override void StartAttempt(SchedulerActor scheduler) => AttemptLoop.Start(this);

    private protected override void Execute() => AttemptLoop.Run(this);

    private protected override Task Invoke()
    {
        // Sealed delegate types: each test is one comparison.
        if (_work is Action<JobContext> action)
        {
            action(new JobContext(this));
            return Task.CompletedTask;
        }

        return ((Func<JobContext, Task>)_work!)(new JobContext(this));
    }

    private protected override ExecutionContext? OwnContext => _context;

    private protected override void ForgetWork()
    {
        _work = null;
        _context = null;
    }
}
