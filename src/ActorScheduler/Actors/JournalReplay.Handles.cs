using ActorScheduler.Handlers;
using ActorScheduler.Machines;
using ActorScheduler.Runtime;
using ActorScheduler.Store;
using ActorScheduler.Store.Facts;
using ActorScheduler.Store.Letters;

namespace ActorScheduler.Actors;

/// <content>Handles of jobs that were written down, one by one.</content>
internal sealed partial class JournalReplay
{
    /// <summary>The handle of a job that was set aside and is to run again, without the deaths it had.</summary>
    public static JobHandle CreateAgain(SchedulerCore core, JobAccepted accepted, Func<JobId, JobReference?> find)
    {
        JobHandle job = Create(core, core.Node.Handlers, accepted, find);
        job.Attempt = (ushort)accepted.Progress.Attempt;        // its token is one of its own
        job.Extra.LostAttempts = job.Attempt;
        if (job.Attempt > 0) job.Flags |= JobFlags.Started;
        LeaveRecurrence(job);
        return job;
    }

    /// <summary>The handle of a job that came by letter.</summary>
    /// <exception cref="ArgumentException">There can be no such job.</exception>
    public static JobHandle CreateSent(SchedulerCore core, SubmitLetter letter, Func<JobId, JobReference?> find)
    {
        if (letter.Origin == 0 || letter.Sequence <= 0) throw new ArgumentException("It has no id.");
        var accepted = new JobAccepted
        {
            Origin = letter.Origin,
            Sequence = letter.Sequence,
            Settings = letter.Settings,
        };
        switch (letter.WorkCase)
        {
            case SubmitLetter.WorkOneofCase.Named: accepted.Named = letter.Named; break;
            case SubmitLetter.WorkOneofCase.Process: accepted.Process = letter.Process; break;
            default: throw new ArgumentException("It has no work.");
        }

        foreach (JobName before in letter.Settings?.After ?? [])
        {
            if (find(SettingsCodec.ReadName(before)) is null)
                throw new ArgumentException($"Job {SettingsCodec.ReadName(before)} is not there to run after.");
        }

        JobHandle job = Create(core, core.Node.Handlers, accepted, find);
        job.Extra.IsByLetter = true;
        LeaveRecurrence(job);
        return job;
    }

    /// <summary>The handle of a job that has ended.</summary>
    public static JobHandle CreateEnded(SchedulerCore core, JobId id, ExitRecord record)
    {
        var options = new JobOptions
        {
            Name = record.HasName ? record.Name : null,
            Key = record.HasKey ? record.Key : null,
        };
        JobHandle job = record.Process is { } process
            ? new ProcessHandle(ProcessCodec.Read(process), options)
            : CreateNamed(core.Node.Handlers, new NamedData { Kind = record.Kind }, options);
        Name(job, core, id.Origin, id.Sequence);
        return job;
    }

    /// <summary>What is known of the end of a job that was set aside.</summary>
    public static ExitRecord RecordOf(JobAccepted aside)
    {
        var record = new ExitRecord
        {
            Exited = aside.Progress.Exited,
            ScheduledAt = aside.ScheduledAt,
            StartedAt = aside.Progress.StartedAt,
            Attempts = aside.Progress.Attempt,
            Kind = aside.Named?.Kind ?? "",
            Process = aside.Process,
        };
        if (aside.Settings?.HasName == true) record.Name = aside.Settings.Name;
        if (aside.Settings?.HasKey == true) record.Key = aside.Settings.Key;
        return record;
    }

    /// <summary>A job that was set aside, for people.</summary>
    public static QuarantinedJob Describe(JobAccepted aside) => new()
    {
        JobId = new JobId(aside.Origin, aside.Sequence),
        Name = aside.Settings?.HasName == true ? aside.Settings.Name : null,
        Work = aside.Named?.Kind ?? ExitCodec.CommandOf(ProcessCodec.Read(aside.Process)),
        Deaths = aside.Progress.Deaths,
        QuarantinedAt = NodeClock.ToTime(aside.Progress.Exited.At),
    };

    // A recurring job was told of its end before, or never had it.
    private static void LeaveRecurrence(JobHandle job)
    {
        if (job.Settings.RecurrenceId != 0) job.Settings = job.Settings with { RecurrenceId = 0 };
    }

    private static void Name(JobHandle job, SchedulerIdentity owner, ulong origin, long sequence)
    {
        job.Owner = owner;
        job.Sequence = sequence;
        ((JobReference)job).Extra.Origin = origin;
    }

    // One of a kind that nobody here knows waits for a node that does.
    private static JobHandle CreateNamed(HandlerTable handlers, NamedData data, JobOptions options)
    {
        try
        {
            return handlers.CreateDurable(data.Kind, data.Payload.Memory, options);
        }
        catch (JobPayloadException e)
        {
            JobHandle job = new JobHandle<object?>(new UnknownWork(data.Kind, data.Payload.Memory, e), options);
            job.Extra.MissingKind = data.Kind;
            return job;
        }
    }
}
