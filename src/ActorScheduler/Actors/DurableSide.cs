using ActorScheduler.Machines;
using ActorScheduler.Runtime;
using ActorScheduler.Store;

namespace ActorScheduler.Actors;

/// <summary>
/// What a durable scheduler's actor has beyond a volatile one's: it reads its earlier life before it handles anything
/// else, and what its turns want done waits for the store. Belongs to the actor.
/// </summary>
internal sealed class DurableSide(SchedulerCore core, IStore store)
{
    /// <summary>First pause before a failed commit is tried again: a busy neighbour's commit takes less.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Longest pause: how late at most it is noticed that a disk has room again.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Queue<SchedulerMessage> _early = new();
    private DurableRecurrences? _recurrences;
    private JournalOutbox? _outbox;
    private TimeSpan _pause = FirstPause;
    private bool _closing;

    /// <summary>Where the machine's facts go.</summary>
    public FactWriter Facts { get; } = new();

    /// <summary>
    /// Handles what is its own, and keeps what comes too early; false when the machine is to see the message.
    /// </summary>
    public bool Takes(SchedulerActor actor, in SchedulerMessage message, SchedulerMachine machine, EffectRunner runner)
    {
        switch (message.Kind)
        {
            case SchedulerMessageKind.OpenJournal: Open(actor.ActorContext); return true;
            case SchedulerMessageKind.JournalRead:
                Restore(actor, (Outcome<JournalReplay>)message.Target!, machine, runner);
                return true;
            case SchedulerMessageKind.FlushJournal: _outbox!.Flush(); return true;
            case SchedulerMessageKind.Committed: Answered(actor, (JournalBatch)message.Target!, runner); return true;
            case SchedulerMessageKind.RetryJournal: _outbox!.Retry(); return true;
            case SchedulerMessageKind.Checkpoint:
                var command = (SchedulerCommand)message.Target!;
                PutBy((JobHandle)command.Target!, (CheckpointRequest)command.Detail!, machine, runner);
                return true;
            case SchedulerMessageKind.Recur when _recurrences is not null:
                var about = (SchedulerCommand)message.Target!;
                _recurrences.Receive(
                    (RecurrenceCore)about.Target!, (RecurrenceMessage)about.Detail!, _outbox!.Trouble is not null);
                EndTurn(machine, runner);
                return true;
            case SchedulerMessageKind.Submit when _outbox?.Trouble is { } trouble:
                machine.Refuse(
                    (JobHandle)message.Target!, new RejectReason.StoreUnavailable(trouble.Message), core.Host.Now);
                runner.Run(machine.Effects);        // nothing of it was ever written, so nothing has to wait
                return true;
            default:
                _closing |= message.Kind is SchedulerMessageKind.Suspend or SchedulerMessageKind.Stop;
                if (_closing && _outbox?.Trouble is { } broken) throw broken;
                if (_closing) _recurrences?.Close();
                if (_outbox is not null) return false;
                _early.Enqueue(message);
                return true;
        }
    }

    /// <summary>A turn has ended.</summary>
    public void EndTurn(SchedulerMachine machine, EffectRunner runner)
    {
        _recurrences!.EndTurn();
        if (!_outbox!.Defers(machine.Effects, runner) && machine.Effects.Count > 0) runner.Run(machine.Effects);
    }

    /// <summary>
    /// The actor is gone: nothing is written any more, and what was decided but is not known to be written counts for
    /// nothing.
    /// </summary>
    public void Abandon(SchedulerMachine machine, EffectRunner runner)
    {
        Facts.Target = null;
        foreach (EffectBuffer effects in _outbox?.Unacknowledged() ?? [])
        {
            foreach (ref readonly Effect effect in effects.Span)
            {
                if (effect is { Kind: EffectKind.ReportExit, Target: JobHandle job }) job.CurrentState = JobState.Lost;
            }

            runner.RunReports(effects);
        }

        runner.RunReports(machine.Effects);
        while (_early.TryDequeue(out SchedulerMessage message)) core.Undeliverable(message);
    }

    private void Open(IActorContext<SchedulerMessage> context) =>
        context.Run(
            cancellation => JournalReplay.ReadAsync(core, store, cancellation),
            static outcome => new SchedulerMessage(SchedulerMessageKind.JournalRead, outcome));

    private void Restore(
        SchedulerActor actor, Outcome<JournalReplay> outcome, SchedulerMachine machine, EffectRunner runner)
    {
        if (outcome.Exception is { } failure) throw failure;
        JournalReplay replay = outcome.Value!;
        core.Epoch = replay.Head.Epoch;
        _outbox = new JournalOutbox(core, store, replay.Head, Facts);
        Facts.Target = _outbox.Add;
        _recurrences = new DurableRecurrences(core, Facts.Recurrences);
        _recurrences.Restore(replay, machine);
        replay.RestoreTo(machine, Facts, NewBarrier, core.Host.Now);
        EndTurn(machine, runner);
        while (_early.TryDequeue(out SchedulerMessage message))
        {
            if (!Takes(actor, message, machine, runner)) actor.Handle(message);
        }

        _recurrences.Begin();
    }

    private void PutBy(JobHandle job, CheckpointRequest request, SchedulerMachine machine, EffectRunner runner)
    {
        if (job.CurrentState is not (JobState.Running or JobState.Canceling) || job.Attempt != request.Attempt)
        {
            request.Done.TrySetCanceled();
            return;
        }

        job.Checkpoint = request.Content;
        Facts.CheckpointPut(job);
        machine.Effects.Add(EffectKind.DrainReached, request.Done);
        EndTurn(machine, runner);
    }

    private BarrierHandle NewBarrier()
    {
        var barrier = new BarrierHandle();
        core.Enlist(barrier);
        return barrier;
    }

    private void Answered(SchedulerActor actor, JournalBatch batch, EffectRunner runner)
    {
        if (_outbox!.Answered(batch) is { } committed)
        {
            _pause = FirstPause;
            runner.Run(committed.Effects);
            _outbox.Recycle(committed);
        }
        else if (_closing)
        {
            throw batch.Failure!;       // who stops must not wait for a store that does not come back
        }
        else if (_outbox.WantsRetry)
        {
            actor.ActorContext.After(_pause, new SchedulerMessage(SchedulerMessageKind.RetryJournal));
            _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        }
    }
}
