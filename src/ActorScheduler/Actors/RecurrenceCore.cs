using ActorScheduler.Machines;
using ActorScheduler.Runtime;
using ActorScheduler.Store;

namespace ActorScheduler.Actors;

/// <summary>
/// What a recurring job's handles and its actor share: the door to the actor, its timer, and the latest status. The
/// actor is a <see cref="RecurrenceActor"/>; on a durable scheduler it is the scheduler's own, because there a decision
/// and the jobs that follow from it are one turn. Thread-safe where the handle uses it; the rest is for the actor's
/// turns.
/// </summary>
internal sealed class RecurrenceCore
{
    /// <summary>
    /// Timers count true durations, fire times go by the wall's clock: when that is set, or the machine sleeps, the two
    /// part. So nobody waits longer than this without looking.
    /// </summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly TaskCompletionSource _ended = new();
    private readonly RecurrenceTimer _timer;
    private readonly ActorRef<RecurrenceMessage>? _actor;
    private RecurrenceDefinition _definition;
    private RecurringStatus _status = new() { State = RecurringState.Active };
    private volatile bool _endAsked;

    public RecurrenceCore(SchedulerCore scheduler, RecurrenceDefinition definition)
    {
        (Scheduler, _definition) = (scheduler, definition);
        _timer = new RecurrenceTimer(this);
        if (scheduler.Options.Durable) return;
        var machine = new RecurrenceMachine(definition.Recurrence, definition.Options, definition.Anchor);
        Show(StatusOf(machine, []));
        _actor = scheduler.Host.Spawn($"recurring {Name}", () => new RecurrenceActor(this, machine));
        Arm(machine);       // now, on this thread: whoever moves the clock next finds the timer
        if (machine.State == RecurringState.Ended) Tell(new RecurrenceMessage.End());
    }

    public SchedulerCore Scheduler { get; }

    public string Name => Definition.Name;

    /// <summary>What its program last said that it is.</summary>
    public RecurrenceDefinition Definition
    {
        get => Volatile.Read(ref _definition);
        set => Volatile.Write(ref _definition, value);
    }

    /// <summary>What it has done and will do, as of the last turn.</summary>
    public RecurringStatus Status => Volatile.Read(ref _status);

    /// <summary>Completes when it has ended, and its jobs too.</summary>
    public Task Ended => _ended.Task;

    /// <summary>True when its program in this process has named it; false when it is only known from a store.</summary>
    public bool IsNamed { get; init; }

    /// <summary>It has ended, or will before anything that is asked for now.</summary>
    public bool IsLeaving => Status.State == RecurringState.Ended || (_actor is null && _endAsked);

    /// <summary>What the scheduler's actor has of it; null until it is written down, and without a store.</summary>
    public DurableRecurrence? Durable { get; set; }

    public void Tell(RecurrenceMessage message)
    {
        if (_actor is not null) _actor.Tell(message);
        else Scheduler.Tell(SchedulerMessageKind.Recur, new SchedulerCommand(this, message));
        if (message is RecurrenceMessage.End) _endAsked = true;
    }

    /// <summary>Sets the timer to the next fire time, or takes it back when there is none.</summary>
    public void Arm(RecurrenceMachine machine)
    {
        if (machine.Next is not { } next || machine.Holds)
        {
            Disarm();
            return;
        }

        // The wall is read last: while a test moves both, the timer is early and not late.
        long now = Scheduler.Host.Now;
        long due = now + Math.Clamp(next - Scheduler.WallNow, 0, LongestWait.Ticks);
        Scheduler.Host.SetTimer(_timer, due);
        // Some clocks fire nothing that is due already when it is set.
        if (due <= Scheduler.Host.Now) Tell(RecurrenceMessage.LookAtClock.Instance);
    }

    /// <summary>Sets the timer to look at the clock when a time has passed.</summary>
    public void ArmAfter(TimeSpan pause) => Scheduler.Host.SetTimer(_timer, Scheduler.Host.Now + pause.Ticks);

    public void Disarm() => Scheduler.Host.CancelTimer(_timer);

    /// <summary>Keeps the newest exits.</summary>
    public static JobExit[] AddExit(JobExit[] exits, JobExit exit) =>
        [.. exits.TakeLast(RecurringStatus.MaxLastExits - 1), exit];

    /// <summary>How things are.</summary>
    public static RecurringStatus StatusOf(
        RecurrenceMachine machine, IReadOnlyList<JobExit> lastExits, string? problem = null)
    {
        bool held = problem is not null && machine.State == RecurringState.Active;
        return new RecurringStatus
        {
            State = held ? RecurringState.Paused : machine.State,
            Problem = problem,
            Next = machine.Next is { } next && !held ? NodeClock.ToTime(next) : null,
            LastFireTime = machine.LastFireTime is { } last ? NodeClock.ToTime(last) : null,
            Fired = machine.Fired,
            Missed = machine.Missed,
            Skipped = machine.Skipped,
            Outstanding = machine.Outstanding,
            Queued = machine.Queued,
            LastExits = lastExits,
        };
    }

    /// <summary>Lets everybody see how things are.</summary>
    public void Show(RecurringStatus status) => Volatile.Write(ref _status, status);

    /// <summary>Nothing of it is left in this process.</summary>
    public void Leave()
    {
        Disarm();
        if (Status.State != RecurringState.Ended) Show(Status with { State = RecurringState.Ended, Next = null });
        Scheduler.Recurrences.Remove(this);
        _ended.TrySetResult();
    }

    /// <summary>Its scheduler's actor is gone and has not handled a message.</summary>
    public void Undelivered(RecurrenceMessage message)
    {
        Leave();
        if (message is RecurrenceMessage.GetStatus asked) asked.ReplyTo.TrySetResult(Status);
    }
}
