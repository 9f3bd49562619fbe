using ActorScheduler.Machines;

namespace ActorScheduler.Actors;

/// <summary>Makes the handle of a job that was given as a value.</summary>
internal static class JobFactory
{
    public static JobHandle Create(SchedulerCore core, Job job, JobOptions? options)
    {
        options ??= job.Options;
        CheckDependencies(core, options);
        JobHandle handle = job switch
        {
            ProcessJob process => new ProcessHandle(process, options),
            NamedJob named =>
                core.Node.Handlers.Find(named).CreateHandle(named, AmbientJob.CaptureOwn(options), options),
            DelegateJob work => new DelegateHandle(work.Work, AmbientJob.CaptureOwn(options), options),
            _ => throw new ArgumentException($"A scheduler cannot run a {job.GetType().Name}.", nameof(job)),
        };
        core.Enlist(handle);
        return handle;
    }

    /// <summary>
    /// Refuses jobs of another scheduler in <see cref="JobOptions.After"/>: only one machine can keep that order.
    /// </summary>
    public static void CheckDependencies(SchedulerIdentity scheduler, JobOptions? options)
    {
        if (options is null || options.After.Count == 0) return;
        foreach (JobReference before in options.After)
        {
            if (before.Owner != scheduler)
                throw new ArgumentException($"Job {before.Id} belongs to another scheduler than '{scheduler.Name}'.",
                    nameof(options));
        }
    }
}
