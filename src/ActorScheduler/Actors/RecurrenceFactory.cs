using ActorScheduler.Handlers;
using ActorScheduler.Store;
using ActorScheduler.Store.Facts;
using Google.Protobuf;

namespace ActorScheduler.Actors;

/// <summary>Makes the definition of a recurring job from what a program says.</summary>
internal static class RecurrenceFactory
{
    /// <summary>A recurring job that is code.</summary>
    public static RecurrenceDefinition OfCode(
        SchedulerCore core, string name, Recurrence recurrence, RecurringOptions options,
        Func<JobOptions, JobHandle> create)
    {
        JobFactory.RefuseDelegate(core);
        return Make(core, name, recurrence, options, create, written: null);
    }

    /// <summary>A recurring job that is data.</summary>
    public static RecurrenceDefinition OfData(
        SchedulerCore core, string name, Recurrence recurrence, RecurringOptions options, Job work)
    {
        if (core.Options.Durable) return OfDurable(core, name, recurrence, options, work);
        Func<JobOptions, JobHandle> create;
        if (work is NamedJob named)
        {
            HandlerEntry entry = core.Node.Handlers.Find(named);
            create = job => entry.CreateHandle(named, context: null, job);
        }
        else
        {
            var process = (ProcessJob)work;
            create = job => new ProcessHandle(process, job);
        }

        return Make(core, name, recurrence, options, create, written: null);
    }

    private static RecurrenceDefinition OfDurable(
        SchedulerCore core, string name, Recurrence recurrence, RecurringOptions options, Job work)
    {
        SettingsCodec.Check(options.Job);
        if (options.Job.After.Count > 0)
        {
            throw new ArgumentException(
                "A durable recurring job cannot name jobs in JobOptions.After: it outlives them.", nameof(options));
        }

        RecurrenceDefined written = RecurrenceCodec.Write(name, recurrence, options, core.WallNow);
        if (work is NamedJob named)
        {
            HandlerTable handlers = core.Node.Handlers;
            HandlerEntry entry = handlers.Find(named);
            byte[] payload = entry.Write(named);
            written.Named = new NamedData
            {
                Kind = entry.Kind.ToString(),
                Payload = UnsafeByteOperations.UnsafeWrap(payload),
            };
            Func<JobOptions, JobHandle> create = job => entry.CreateDurable(handlers, entry.Kind, payload, job);
            return Make(core, name, recurrence, options, create, written);
        }

        var process = (ProcessJob)work;
        ProcessCodec.Check(process);
        written.Process = ProcessCodec.Write(process);
        return Make(core, name, recurrence, options, job => new ProcessHandle(process, job), written);
    }

    private static RecurrenceDefinition Make(
        SchedulerCore core, string name, Recurrence recurrence, RecurringOptions options,
        Func<JobOptions, JobHandle> create, RecurrenceDefined? written) => new()
        {
            Name = name,
            Recurrence = recurrence,
            Options = options,
            Create = create,
            Anchor = written?.Anchor ?? core.WallNow,
            Written = written,
        };
}
