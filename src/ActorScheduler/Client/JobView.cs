using ActorScheduler.Actors;
using ActorScheduler.Machines;
using ActorScheduler.Store;
using ActorScheduler.Store.Facts;
using ActorScheduler.Store.Letters;

namespace ActorScheduler.Client;

/// <summary>What a store says of one job.</summary>
internal sealed record JobView
{
    public required string Scheduler { get; init; }

    public required JobId Id { get; init; }

    public JobPlace Place { get; init; }

    /// <summary>The letter that it is in, read or not.</summary>
    public SubmitLetter? Letter { get; init; }

    /// <summary>Why the letter was set aside.</summary>
    public string? Why { get; init; }

    /// <summary>What its scheduler has written down, of one that has not ended or was set aside.</summary>
    public JobAccepted? Accepted { get; init; }

    /// <summary>How it has ended.</summary>
    public ExitRecord? Exit { get; init; }

    public static JobView Of(string scheduler, JobId id, ExitRecord exit) =>
        new() { Scheduler = scheduler, Id = id, Place = JobPlace.Ended, Exit = exit };

    public static JobView Of(string scheduler, JobAccepted accepted) => new()
    {
        Scheduler = scheduler,
        Id = new JobId(accepted.Origin, accepted.Sequence),
        Place = accepted.Progress?.Exited is null ? JobPlace.Live : JobPlace.Quarantined,
        Accepted = accepted,
        Exit = accepted.Progress?.Exited is null ? null : JournalReplay.RecordOf(accepted),
    };

    private JobSettings? Settings => Accepted?.Settings ?? Letter?.Settings;

    public string? Name => Exit is { HasName: true } exit ? exit.Name : Settings is { HasName: true } s ? s.Name : null;

    /// <summary>True when it runs a process, false for a named job.</summary>
    public bool IsProcess => Process is { Program.Length: > 0 };

    private ProcessData? Process => Exit?.Process ?? Accepted?.Process ?? Letter?.Process;

    /// <summary>What it runs, for people.</summary>
    public string Work => Process is { Program.Length: > 0 } process
        ? ExitCodec.CommandOf(ProcessCodec.Read(process))
        : Exit?.Kind ?? Accepted?.Named?.Kind ?? Letter?.Named?.Kind ?? "";

    public bool IsRunning => Place == JobPlace.Live && Accepted!.Progress?.Running == true;

    /// <summary>The moment before which it does not run, in ticks of UTC; 0 when there is none.</summary>
    public long DelayedUntil
    {
        get
        {
            if (Place != JobPlace.Live || IsRunning) return 0;
            if (Accepted!.Progress is { Attempt: > 0 } progress) return progress.DelayedUntil;
            long delay = Settings?.Delay ?? 0;
            long start = delay > 0 ? Moments.After(Accepted.ScheduledAt, TimeSpan.FromTicks(delay)) : 0;
            return Math.Max(start, Settings?.StartAt ?? 0);
        }
    }

    /// <summary>Its state in one word, as of a moment.</summary>
    public string StateAt(long now) => Place switch
    {
        JobPlace.InLetter => "submitted",
        JobPlace.Refused => "refused",
        JobPlace.Quarantined => "quarantined",
        JobPlace.Ended => ExitCodec.StateOf(Exit!).ToString().ToLowerInvariant(),
        JobPlace.Live when IsRunning => Accepted!.Progress.CancelRequested ? "canceling" : "running",
        JobPlace.Live => DelayedUntil > now ? "delayed" : "waiting",
        _ => "unknown",
    };

    public DateTimeOffset? ScheduledAt => TimeOf(Exit?.ScheduledAt ?? Accepted?.ScheduledAt ?? 0);

    /// <summary>When its newest attempt started; null when none has.</summary>
    public DateTimeOffset? StartedAt => TimeOf(Exit?.StartedAt ?? Accepted?.Progress?.StartedAt ?? 0);

    public DateTimeOffset? EndedAt => TimeOf(Exit?.Exited.At ?? 0);

    public int Attempts => Exit?.Attempts ?? Accepted?.Progress?.Attempt ?? 0;

    /// <summary>The state that it ended in; null while it has not.</summary>
    public JobState? EndState => Exit is null ? null : ExitCodec.StateOf(Exit);

    /// <summary>The exit code of its process; null when none has ended.</summary>
    public int? ExitCode => Exit?.Exited.Process?.ExitCode;

    /// <summary>The signal that its process died by; null when it did not.</summary>
    public int? Signal => Exit?.Exited.Process is { HasSignal: true } end ? end.Signal : null;

    public bool TimedOut => Exit?.Exited.TimedOut == true;

    public string? Failure => Exit?.Exited.Failure?.Message;

    public string? Rejection => Exit is { HasRejection: true } exit ? exit.Rejection : null;

    /// <summary>True when somebody has asked it to end.</summary>
    public bool CancelRequested => Exit?.Exited.CancelRequested ?? Accepted?.Progress?.CancelRequested ?? false;

    public IReadOnlyList<string> CancelReasons =>
        Exit is not null ? [.. Exit.Exited.CancelReasons] : [.. Accepted?.Progress?.CancelReasons ?? []];

    /// <summary>The end of what its process wrote; null when none is kept.</summary>
    public KeptOutput? OutputOf(bool error) => KeptOf(error ? Exit?.Error : Exit?.Output);

    /// <summary>The file that the output of its process goes to; null when it goes to none.</summary>
    public string? FileOf(bool error) =>
        (error ? Process?.Error : Process?.Output) is { Path.Length: > 0 } place ? place.Path : null;

    public static KeptOutput? KeptOf(OutputTail? tail) => tail is null ? null : new(tail.Content.Memory, tail.Length);

    private static DateTimeOffset? TimeOf(long ticks) =>
        ticks > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
}
