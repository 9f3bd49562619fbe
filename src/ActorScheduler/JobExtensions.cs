using ActorScheduler.Runtime;

namespace ActorScheduler;

/// <summary>More kinds of <see cref="Job"/>: those that need tasks.</summary>
public static class JobExtensions
{
    extension(Job)
    {
        /// <summary>A job that runs a delegate.</summary>
        public static DelegateJob Run(Action<JobContext> work, JobOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(work);
            return new DelegateJob(work) { Options = options };
        }

        /// <summary>A job that runs an asynchronous delegate.</summary>
        public static DelegateJob Run(Func<JobContext, Task> work, JobOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(work);
            return new DelegateJob(work) { Options = options };
        }

        /// <summary>
        /// A job that waits for a task that runs already and ends as it does (PORT-60). Canceling the job cancels
        /// <paramref name="cancellation"/>, when given.
        /// </summary>
        public static DelegateJob FromTask(Task task, CancellationTokenSource? cancellation = null,
            JobOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(task);
            return Run(
                async context =>
                {
                    await using CancellationTokenRegistration link =
                        context.CancellationToken.UnsafeRegister(static s => ((CancellationTokenSource?)s)?.Cancel(),
                            cancellation);
                    await task.On(context.Host);
                },
                options);
        }

        /// <summary>
        /// Jobs one after the other as one job, on the given scheduler's node but outside of its limits: the first that
        /// does not complete ends the sequence with its own fate (PORT-62).
        /// </summary>
        /// <param name="scheduler">Runs the parts. Give it one of its own: a part needs a slot while the sequence holds
        /// one.</param>
        /// <param name="parts">The parts, in order. None at all completes at once.</param>
        /// <param name="options">Treatment of the whole.</param>
        public static DelegateJob Sequence(Scheduler scheduler, IEnumerable<Job> parts, JobOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(scheduler);
            ArgumentNullException.ThrowIfNull(parts);
            Job[] jobs = [.. parts];
            return Run(context => RunInOrderAsync(scheduler, jobs, context), options);
        }
    }

    private static async Task RunInOrderAsync(Scheduler scheduler, Job[] jobs, JobContext context)
    {
        foreach (Job job in jobs)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            JobHandle part = scheduler.Schedule(job);
            using CancellationTokenRegistration link =
                context.CancellationToken.UnsafeRegister(static s => ((JobHandle)s!)
                    .Cancel("the sequence was canceled"), part);
            JobExit exit = await part.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            if (exit.Outcome == JobOutcome.Completed) continue;
            throw exit.Exception ?? new InvalidOperationException($"{job} ended with exit code {exit.ExitCode}.");
        }
    }
}
