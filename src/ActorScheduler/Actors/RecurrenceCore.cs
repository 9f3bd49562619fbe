using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>
/// What a recurring job's handle and its actor share: the door to the actor, its timer, and the latest status.
/// Thread-safe where the handle uses it; the rest is for the actor's turns.
/// </summary>
internal sealed class RecurrenceCore
{
    /// <summary>
    /// Timers count true durations, fire times go by the wall's clock: when that is set, or the machine sleeps, the two
    /// part. So nobody waits longer than this without looking.
    /// </summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly TaskCompletionSource _ended = new();
    private readonly Func<JobOptions, JobHandle> _create;
    private readonly RecurrenceTimer _timer;
    private readonly ActorRef<RecurrenceMessage> _actor;
    private readonly JobOptions _settings;
    private JobExit[] _lastExits = [];
    private RecurringStatus _status = new() { State = RecurringState.Ended };

    public RecurrenceCore(
        SchedulerCore scheduler,
        string name,
        Recurrence recurrence,
        RecurringOptions options,
        Func<JobOptions, JobHandle> create)
    {
        (Scheduler, Name, Recurrence, Options, _create) = (scheduler, name, recurrence, options, create);
        _settings = options.Job.Name is null ? options.Job with { Name = name } : options.Job;
        _timer = new RecurrenceTimer(this);
        var machine = new RecurrenceMachine(recurrence, options, Now);
        Publish(machine);
        _actor = scheduler.Host.Spawn($"recurring {name}", () => new RecurrenceActor(this, machine));
        Arm(machine);       // now, on this thread: whoever moves the clock next finds the timer
        if (machine.State == RecurringState.Ended) Tell(new RecurrenceMessage.End());
    }

    public SchedulerCore Scheduler { get; }

    public string Name { get; }

    public Recurrence Recurrence { get; }

    public RecurringOptions Options { get; }

    /// <summary>What it has done and will do, as of the last turn.</summary>
    public RecurringStatus Status => Volatile.Read(ref _status);

    /// <summary>Completes when it has ended, and its jobs too.</summary>
    public Task Ended => _ended.Task;

    /// <summary>What the wall's clock shows, in ticks of UTC.</summary>
    public long Now => Scheduler.Host.Time.GetUtcNow().UtcTicks;

    public void Tell(RecurrenceMessage message) => _actor.Tell(message);

    /// <summary>A job for a fire time.</summary>
    public JobHandle CreateJob(long time)
    {
        JobHandle job = _create(_settings with { FireTime = NodeClock.ToTime(time) });
        Scheduler.Enlist(job);
        return job;
    }

    /// <summary>Sets the timer to the next fire time, or takes it back when there is none.</summary>
    public void Arm(RecurrenceMachine machine)
    {
        if (machine.Next is not { } next)
        {
            Scheduler.Host.CancelTimer(_timer);
            return;
        }

        // The wall is read last: while a test moves both, the timer is early and not late.
        long now = Scheduler.Host.Now;
        long due = now + Math.Clamp(next - Now, 0, LongestWait.Ticks);
        Scheduler.Host.SetTimer(_timer, due);
        // Some clocks fire nothing that is due already when it is set.
        if (due <= Scheduler.Host.Now) Tell(RecurrenceMessage.LookAtClock.Instance);
    }

    /// <summary>Keeps the exit of a job.</summary>
    public void Note(JobExit exit) =>
        _lastExits = [.. _lastExits.TakeLast(RecurringStatus.MaxLastExits - 1), exit];

    /// <summary>Lets everybody see how things are.</summary>
    public void Publish(RecurrenceMachine machine) => Volatile.Write(ref _status, new RecurringStatus
    {
        State = machine.State,
        Next = machine.Next is { } next ? NodeClock.ToTime(next) : null,
        LastFireTime = machine.LastFireTime is { } last ? NodeClock.ToTime(last) : null,
        Fired = machine.Fired,
        Missed = machine.Missed,
        Skipped = machine.Skipped,
        Outstanding = machine.Outstanding,
        Queued = machine.Queued,
        LastExits = _lastExits,
    });

    /// <summary>Nothing of it is left.</summary>
    public void Leave()
    {
        Scheduler.Recurrences.Remove(this);
        _ended.TrySetResult();
    }
}
