using ActorScheduler.Handlers;
using ActorScheduler.Machines;
using ActorScheduler.Store;

namespace ActorScheduler.Actors;

/// <summary>Makes the handle of a job that was given as a value.</summary>
internal static class JobFactory
{
    public static JobHandle Create(SchedulerCore core, Job job, JobOptions? options)
    {
        options ??= job.Options;
        CheckDependencies(core, options);
        if (core.Options.Durable) return CreateDurable(core, job, options);
        RefuseKey(core, options);
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

    /// <summary>Refuses a key where nothing is kept that it could be compared with.</summary>
    /// <exception cref="ArgumentException">The options have one, and the scheduler is not durable.</exception>
    public static void RefuseKey(SchedulerCore core, JobOptions? options)
    {
        if (options?.Key is not null && !core.Options.Durable)
            throw new ArgumentException(
                $"Scheduler '{core.Name}' is not durable: it cannot know whether a key was used.", nameof(options));
    }

    /// <summary>Refuses a delegate where it would have to be written down.</summary>
    /// <exception cref="InvalidOperationException">The scheduler is durable.</exception>
    public static void RefuseDelegate(SchedulerCore core)
    {
        if (core.Options.Durable)
        {
            throw new InvalidOperationException(
                $"Scheduler '{core.Name}' is durable and a delegate cannot be written down: use a NamedJob with a "
                + "handler, or a process.");
        }
    }

    private static JobHandle CreateDurable(SchedulerCore core, Job job, JobOptions? options)
    {
        SettingsCodec.Check(options);
        JobHandle handle;
        switch (job)
        {
            case NamedJob named:
                HandlerEntry entry = core.Node.Handlers.Find(named);
                handle = entry.CreateDurable(core.Node.Handlers, entry.Kind, entry.Write(named), options);
                break;
            case ProcessJob process:
                ProcessCodec.Check(process);
                handle = new ProcessHandle(process, options);
                break;
            default:
                RefuseDelegate(core);
                throw new ArgumentException($"A scheduler cannot run a {job.GetType().Name}.", nameof(job));
        }

        core.Enlist(handle);
        if (options?.Key is { } key)
        {
            JobId id = JobId.ForKey(core.Name, key);
            handle.Sequence = id.Sequence;
            ((JobReference)handle).Extra.Origin = id.Origin;
        }

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
