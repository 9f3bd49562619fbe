using ActorScheduler.Machines;

namespace ActorScheduler;

/// <summary>
/// Refers to a job that was handed to a scheduler: what <see cref="JobOptions.After"/> takes and what every handle is.
/// It is also the record that the scheduler's machine keeps of the job, so that a waiting job costs one object.
/// Its public members are safe to read from any thread.
/// </summary>
public abstract class JobReference
{
    // Everything internal below belongs to the machine that owns the job and is written in its turns only.
    internal JobReference? Next;
    internal JobReference? Previous;
    internal Segment? Segment;
    internal SchedulerIdentity Owner = SchedulerIdentity.None;
    internal JobOptions Settings;
    private object? _more;      // null, the GroupTicket of a job that needs nothing else, or JobExtras
    internal long Sequence;     // names it; given by the submitter's thread
    internal long Order;        // its place among the others; given by the machine, by mailbox order (DUP-17)
    internal long ScheduledAt;
    internal long StartedAt;
    internal long ExitedAt;
    internal ushort Attempt;
    internal JobFlags Flags;
    internal sbyte Priority;

    // Written by whoever runs the attempt, before its end is reported; read by the machine's turn after that.
    internal AttemptResult Result;
    internal bool RetryRefused;
    private volatile JobState _state;

    private protected JobReference(JobOptions? options)
    {
        Settings = options ?? JobOptions.Default;
        Priority = (sbyte)Settings.Priority;
    }

    /// <summary>The job's id: unique, and rising in the order in which one scheduler's jobs were scheduled.</summary>
    public JobId Id => new(Extras is { Origin: not 0 } past ? past.Origin : Owner.Origin, Sequence);

    /// <summary>The name that <see cref="JobOptions.Name"/> gave it.</summary>
    public string? Name => Settings.Name;

    /// <summary>Where the job is in its life, at this moment.</summary>
    public JobState State => _state;

    internal JobState CurrentState
    {
        get => _state;
        set => _state = value;
    }

    internal JobExtras? Extras => _more as JobExtras;

    internal JobExtras Extra
    {
        get
        {
            if (_more is JobExtras extras) return extras;
            extras = new JobExtras { Ticket = _more as GroupTicket };
            _more = extras;
            return extras;
        }
    }

    internal GroupTicket? Ticket
    {
        get => _more is null ? null : _more as GroupTicket ?? Extras?.Ticket;
        set
        {
            if (_more is not JobExtras extras) _more = value;
            else if (value is null && extras.IsBlankBesidesTicket) _more = null;    // no need to keep what is empty
            else extras.Ticket = value;
        }
    }

    /// <summary>True when it came by letter: who sent it looks for its exit, whatever that is.</summary>
    internal bool IsByLetter => Extras?.IsByLetter == true;

    /// <summary>Attempts that count for its retry policy.</summary>
    internal int CountedAttempts => Attempt - (Extras?.LostAttempts ?? 0);

    internal bool Has(JobFlags flag) => (Flags & flag) != 0;
}
