using ActorScheduler.Machines;
using ActorScheduler.Store;

namespace ActorScheduler.Actors;

/// <summary>
/// The recurring jobs of a durable scheduler, in its actor's turns: their messages, their timers, and what their
/// handles see. The rules are in <see cref="RecurrenceMachine"/> and <see cref="RecurrenceBook"/>.
/// </summary>
internal sealed class DurableRecurrences
{
    /// <summary>How often the clock is looked at while the store cannot be written, so that nothing piles up.</summary>
    private static readonly TimeSpan TroublePause = TimeSpan.FromSeconds(1);

    private readonly SchedulerCore _core;
    private readonly RecurrenceBook _book;
    private SchedulerMachine? _machine;
    private bool _inTrouble;
    private bool _closed;

    public DurableRecurrences(SchedulerCore core, RecurrenceBook book)
    {
        (_core, _book) = (core, book);
        book.Enlist = core.Enlist;
        book.Changed = one => Show(one);
        book.Submitted = job =>
        {
            if (core.Log.WantsJobs) core.Log.Scheduled(job, _machine!.Waiting);
        };
    }

    /// <summary>Takes over what an earlier life had.</summary>
    public void Restore(JournalReplay replay, SchedulerMachine machine)
    {
        _machine = machine;
        _book.Restore(replay);
        foreach (DurableRecurrence one in _book.All)
        {
            if (one.Machine.State == RecurringState.Ended) continue;
            // When its program has named it by now, the message that says so is on its way.
            if (_core.Recurrences.AddRestored(_core, one.Definition) is not { } handle) continue;
            Bind(one, handle);
            handle.Show(StatusOf(one));
        }
    }

    /// <summary>Everything of the earlier life is here, and what was asked for meanwhile is done.</summary>
    public void Begin()
    {
        foreach (DurableRecurrence one in _book.All)
            one.Cores.LastOrDefault()?.Tell(RecurrenceMessage.LookAtClock.Instance);
    }

    /// <summary>Handles a message about one of them.</summary>
    public void Receive(RecurrenceCore core, RecurrenceMessage message, bool inTrouble)
    {
        _inTrouble = inTrouble;
        CloseIfRefusing();
        if (message is RecurrenceMessage.Define define) Define(core, define.Definition);
        else if (core.Durable is { } one && !one.Machine.Record.IsOver) Receive(one, message);
        if (message is not RecurrenceMessage.GetStatus asked) return;
        if (core.Durable is { } known) Show(known, asked.ReplyTo);
        else asked.ReplyTo.TrySetResult(core.Status);
    }

    /// <summary>A turn has ended, and with it perhaps some of their jobs.</summary>
    public void EndTurn()
    {
        if (!_book.HasEnds) return;
        CloseIfRefusing();
        _book.SettleEnds(_machine!, _core.Host.Now);
    }

    /// <summary>
    /// The scheduler takes no more jobs in this life. Theirs go on, and they do in the next life; what comes due until
    /// then was missed.
    /// </summary>
    public void Close()
    {
        if (_closed) return;
        _closed = true;
        foreach (DurableRecurrence one in _book.All)
        {
            one.Machine.Holds = true;
            Show(one);
        }
    }

    private void Receive(DurableRecurrence one, RecurrenceMessage message)
    {
        RecurrenceMachine machine = one.Machine;
        switch (message)
        {
            case RecurrenceMessage.LookAtClock or RecurrenceMessage.GetStatus:
                if (!_inTrouble) machine.TimePassed(_core.WallNow);
                break;
            case RecurrenceMessage.Pause: machine.Pause(_core.WallNow); break;
            case RecurrenceMessage.Resume: machine.Resume(_core.WallNow); break;
            case RecurrenceMessage.End: machine.End(); break;
            default: throw new InvariantException($"Message {message} has no handler.");
        }

        _book.Conclude(one, _machine!, _core.Host.Now);
    }

    private void Define(RecurrenceCore core, RecurrenceDefinition definition)
    {
        if (_closed)
        {
            core.Leave();
            return;
        }

        DurableRecurrence? one = _book.Find(definition.Name);
        if (one?.Cores.Exists(static other => other.IsNamed) == true)
        {
            Receive(one, new RecurrenceMessage.End());      // it was asked to, before the name was given again
            one = null;
        }

        one = one is null
            ? _book.Define(definition)
            : _book.Redefine(one, definition, _machine!, _core.WallNow, _core.Host.Now);
        Bind(one, core);
        if (!_inTrouble) one.Machine.TimePassed(_core.WallNow);
        _book.Conclude(one, _machine!, _core.Host.Now);
    }

    private static void Bind(DurableRecurrence one, RecurrenceCore core)
    {
        foreach (RecurrenceCore other in one.Cores)
        {
            other.Disarm();     // the newest has the timer
            other.Definition = core.Definition;
        }

        one.Cores.Add(core);
        core.Durable = one;
    }

    private void CloseIfRefusing()
    {
        if (!_machine!.TakesJobs) Close();
    }

    // Its timer at once, and what can be seen of it when it is in the store, before the jobs that come of it.
    private void Show(DurableRecurrence one, TaskCompletionSource<RecurringStatus>? replyTo = null)
    {
        if (one.Cores.Count == 0) return;
        RecurrenceCore core = one.Cores[^1];
        if (_inTrouble && one.Machine.Next is not null && !one.Machine.Holds) core.ArmAfter(TroublePause);
        else core.Arm(one.Machine);
        _machine!.Effects.Add(EffectKind.ShowRecurrence, new RecurrenceNews
        {
            Cores = one.Cores,
            Status = StatusOf(one),
            IsLast = one.Machine.Record.IsOver || (_closed && one.Machine.Outstanding == 0),
            ReplyTo = replyTo,
        });
    }

    private RecurringStatus StatusOf(DurableRecurrence one)
    {
        RecurringStatus status = RecurrenceCore.StatusOf(one.Machine, one.LastExits, one.Definition.Problem);
        return _closed ? status with { State = RecurringState.Ended, Next = null } : status;
    }
}
