using ActorScheduler.Machines;
using ActorScheduler.Store.Facts;
using Google.Protobuf;

namespace ActorScheduler.Store;

/// <summary>Exits of jobs as they are written down.</summary>
internal static class ExitCodec
{
    /// <summary>Longest text of a command: for people, who see how it begins.</summary>
    private const int MaxCommand = 1000;

    /// <summary>What a journal says of the end of a job.</summary>
    public static JobExited Describe(JobHandle job)
    {
        JobExtras? extras = ((JobReference)job).Extras;
        var exited = new JobExited
        {
            Order = job.Order,
            Outcome = (int)job.GetOutcome() + 1,
            At = job.ExitedAt,
            TimedOut = job.Has(JobFlags.TimedOut),
            Quarantined = extras?.Quarantined == true,
            CancelRequested = job.Has(JobFlags.CancelRequested),
        };
        exited.CancelReasons.AddRange((extras?.CancelReasons ?? []).Select(WrittenText.Of));
        return exited;
    }

    /// <summary>What is kept of the end of a job. Called before the job forgets what it ran.</summary>
    public static ExitRecord Record(JobHandle job)
    {
        JobExited exited = Describe(job);
        if (job.CurrentState == JobState.Completed && job.Named is { } named)
            exited.Result = UnsafeByteOperations.UnsafeWrap(named.Result);
        if (job.CurrentState == JobState.Failed && job.Failure is { } failure)
        {
            string message = WrittenText.Of(ExceptionText.MessageOf(failure));
            exited.Failure = new Failure { Type = failure.GetType().Name, Message = message };
        }

        var record = new ExitRecord
        {
            Exited = exited,
            ScheduledAt = job.ScheduledAt,
            StartedAt = job.Attempt > 0 ? job.StartedAt : 0,
            Attempts = job.Attempt,
            Kind = job.Named?.Kind.ToString() ?? "",
        };
        if (job.Name is { } name) record.Name = name;
        if (job.Settings.Key is { } key) record.Key = key;
        if (((JobReference)job).Extras?.Rejection is { } reason) record.Rejection = reason.ToString();
        if (job is ProcessHandle process) Add(process, record);
        return record;
    }

    /// <summary>Reads an exit back.</summary>
    /// <exception cref="StoreException">It is damaged.</exception>
    public static ExitRecord Parse(KeptExit kept)
    {
        try
        {
            return ExitRecord.Parser.ParseFrom(kept.Content.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new StoreException(StoreError.Damaged, $"The exit of job {kept.Job} cannot be read.", e);
        }
    }

    /// <summary>The state of a job that has ended so.</summary>
    public static JobState StateOf(ExitRecord record) => record.Exited.Outcome switch
    {
        1 => JobState.Completed,
        2 => JobState.Failed,
        3 => JobState.Canceled,
        5 => JobState.Rejected,
        _ => JobState.Lost,
    };

    /// <summary>The kind of a job that has ended, without its version; "process" for a process.</summary>
    public static string KindOf(ExitRecord record) =>
        JobKind.TryParse(record.Kind, out JobKind kind) ? kind.Name : "process";

    /// <summary>The kind of a job, without its version; "process" for a process.</summary>
    public static string KindOf(JobHandle job) => job.Named?.Kind.Name ?? "process";

    /// <summary>How a process is called, for people.</summary>
    public static string CommandOf(ProcessJob job)
    {
        string command = string.Join(' ', [job.Program, .. job.Arguments]);
        return command.Length <= MaxCommand ? command : string.Concat(command.AsSpan(0, MaxCommand - 1), "…");
    }

    private static void Add(ProcessHandle process, ExitRecord record)
    {
        record.Process = ProcessCodec.Write(process.Job);
        record.Process.Input.Content = ByteString.Empty;
        record.Exited.Process = process.DescribeEnd();
        if (process.Tails is not { } tails) return;
        record.Output = tails.Output;
        record.Error = tails.Error;
    }
}
