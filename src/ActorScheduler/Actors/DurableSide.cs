using ActorScheduler.Machines;
using ActorScheduler.Processes;
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

    /// <summary>
    /// Longest pause: how late at most it is noticed that a disk has room again. A scheduler that stops gives up there.
    /// </summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Queue<SchedulerMessage> _early = new();
    private DurableRecurrences? _recurrences;
    private JournalOutbox? _outbox;
    private StoreException? _cannotOpen;
    private TimeSpan _pause = FirstPause;
    private bool _closing;

    private DurableDesk? _desk;
    private SchedulerInbox? _inbox;

    /// <summary>Why the store cannot be used now; null while it can.</summary>
    private StoreException? Trouble => _outbox is null ? _cannotOpen : _outbox.Trouble;

    /// <summary>Where the machine's facts go.</summary>
    public FactWriter Facts { get; } = new(new ExitShelf(core.Options.KeepExits, core.Options.MaxKeptExits));

    /// <summary>Gives it the machine whose turns it stands beside.</summary>
    public void Attach(SchedulerActor actor, SchedulerMachine machine)
    {
        _desk = new DurableDesk(actor, machine, Facts, store);
        _inbox = new SchedulerInbox(actor, machine, Facts, _desk, store);
    }

    /// <summary>The job that a handle stands for: itself, or the one that it follows.</summary>
    public JobHandle LeaderOf(JobHandle job) => _desk!.LeaderOf(job);

    /// <inheritdoc cref="DurableDesk.PutsOffCancel"/>
    public bool PutsOffCancel(JobHandle job, string? reason) => _desk!.PutsOffCancel(job, reason);

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
            case SchedulerMessageKind.RetryJournal: Retry(); return true;
            case SchedulerMessageKind.Checkpoint:
                var command = (SchedulerCommand)message.Target!;
                PutBy((JobHandle)command.Target!, (CheckpointRequest)command.Detail!, machine, runner);
                return true;
            case SchedulerMessageKind.ProcessStarted:
                WriteProcess((SchedulerCommand)message.Target!, machine, runner);
                return true;
            case SchedulerMessageKind.Recur when _recurrences is not null:
                var about = (SchedulerCommand)message.Target!;
                _recurrences.Receive(
                    (RecurrenceCore)about.Target!, (RecurrenceMessage)about.Detail!, _outbox!.Trouble is not null);
                EndTurn(machine, runner);
                return true;
            case SchedulerMessageKind.Submit when Trouble is { } trouble:
                machine.Refuse(
                    (JobHandle)message.Target!, new RejectReason.StoreUnavailable(trouble.Message), core.Host.Now);
                runner.Run(machine.Effects);        // nothing of it was ever written, so nothing has to wait
                return true;
            case SchedulerMessageKind.Submit when _outbox is not null:
                if (!_desk!.TakesOver((JobHandle)message.Target!)) return false;
                EndTurn(machine, runner);
                return true;
            default:
                if (message.Kind is SchedulerMessageKind.Suspend or SchedulerMessageKind.Stop) Close();
                if (_outbox is not null) return AtDesk(message, machine, runner);
                _early.Enqueue(message);
                return true;
        }
    }

    /// <summary>A turn has ended.</summary>
    public void EndTurn(SchedulerMachine machine, EffectRunner runner)
    {
        if (machine.IsStopped) _desk!.LetGo(machine.Refusal()!);
        _recurrences!.EndTurn();
        if (!_outbox!.Defers(machine.Effects, runner) && machine.Effects.Count > 0) runner.Run(machine.Effects);
    }

    /// <summary>
    /// The actor is gone: nothing is written any more, and what was decided but is not known to be written counts for
    /// nothing.
    /// </summary>
    /// <param name="actor">The actor.</param>
    /// <param name="machine">Its machine; jobs that were not written are marked for <c>Abandon</c>.</param>
    /// <param name="runner">Carries out what is owed.</param>
    /// <param name="left">Is told what was decided to start and has not.</param>
    public void Abandon(SchedulerActor actor, SchedulerMachine machine, EffectRunner runner, LeftCode left)
    {
        RejectReason reason = NotWritten(runner.Failure);
        Facts.Target = null;
        Facts.Accepted = null;
        Facts.Followed = null;
        Facts.Kept = null;
        Facts.Dropped = null;
        _inbox!.Close();
        var loss = new JournalLoss(reason, runner);
        (JournalBatch Batch, bool IsNotThere)[] unwritten = [.. _outbox?.Unacknowledged() ?? []];
        foreach ((JournalBatch batch, _) in unwritten) left.NotStarted(batch.Effects);
        loss.Take(unwritten, machine.Effects);
        _desk!.LetGo(reason);
        runner.RunReports(machine.Effects);
        while (_early.TryDequeue(out SchedulerMessage message)) actor.Undelivered(message);
    }

    /// <summary>The refusal of jobs that had not come into the store when the scheduler ended.</summary>
    public static RejectReason NotWritten(Exception? failure) =>
        new RejectReason.NotWritten(failure?.Message ?? "it was stopped");

    private void Open(IActorContext<SchedulerMessage> context) =>
        context.Run(
            cancellation => JournalReplay.ReadAsync(core, store, cancellation),
            static outcome => new SchedulerMessage(SchedulerMessageKind.JournalRead, outcome));

    private void Restore(
        SchedulerActor actor, Outcome<JournalReplay> outcome, SchedulerMachine machine, EffectRunner runner)
    {
        if (outcome.Exception is { } failure)
        {
            Reopen(actor, failure);
            return;
        }

        _pause = FirstPause;
        JournalReplay replay = outcome.Value!;
        core.Epoch = replay.Head.Epoch;
        _outbox = new JournalOutbox(core, store, replay.Head, Facts);
        Facts.Target = _outbox.Add;
        _recurrences = new DurableRecurrences(core, Facts.Recurrences);
        _recurrences.Restore(replay, machine);
        Facts.Accepted = _outbox.AddAccepted;
        Facts.Followed = _outbox.AddFollower;
        Facts.Kept = _outbox.Keep;
        Facts.Dropped = _outbox.DropSegmentsBelow;
        replay.RestoreTo(machine, Facts, NewBarrier, core.Host.Now, core.Options.CancelsEarlierJobs);
        foreach ((string kind, int jobs) in replay.CountMissingKinds()) core.Log.NoHandler(kind, jobs);
        Facts.DropOldExits(core.Host.Now);
        _inbox!.Open();
        EndTurn(machine, runner);
        while (_early.TryDequeue(out SchedulerMessage message))
        {
            if (!Takes(actor, message, machine, runner)) actor.Handle(message);
        }

        _recurrences.Begin();
    }

    // What is about the records, and no matter of the machine's.
    private bool AtDesk(in SchedulerMessage message, SchedulerMachine machine, EffectRunner runner)
    {
        switch (message.Kind)
        {
            case SchedulerMessageKind.AskDesk: ((DeskRequest)message.Target!).Serve(_desk!); break;
            case SchedulerMessageKind.ExitFound:
                var found = (SchedulerCommand)message.Target!;
                _desk!.Found((Outcome<KeptExit?>)found.Detail!, (ExitRecall)found.Target!);
                break;
            case SchedulerMessageKind.LettersCame: _inbox!.Rang(); break;
            case SchedulerMessageKind.LettersConsumed: _inbox!.Rang(consumed: true); break;
            case SchedulerMessageKind.LettersRead:
                _inbox!.Read((Outcome<IReadOnlyList<InboxRow>>)message.Target!, _outbox!);
                break;
            case SchedulerMessageKind.LettersPrepared:
                _inbox!.Prepared((Outcome<PastExits>)message.Target!, _outbox!);
                break;
            case SchedulerMessageKind.AnswerReady:
                if (((Outcome<Letter>)message.Target!).Value is { } answer) _outbox!.Send(answer);
                break;
            default: return false;
        }

        EndTurn(machine, runner);
        return true;
    }

    private void Close()
    {
        _closing = true;
        _inbox!.Close();
        if (_cannotOpen is { } broken && _outbox is null) throw broken;
        _outbox?.Close();
        _recurrences?.Close();
        Retry();        // at once: who stops wants to know, and it may have been taken over
    }

    // Once at a time: the timer of an earlier failure may come late.
    private void Retry()
    {
        if (_outbox is { WantsRetry: true } outbox) outbox.Retry();
    }

    // A store that is full or busy now is as good as any other in a while; meanwhile new jobs are refused.
    private void Reopen(SchedulerActor actor, Exception failure)
    {
        if (_closing || failure is not StoreException { Error: StoreError.Unavailable or StoreError.Busy
            or StoreError.Full } passing)
            throw failure;
        _cannotOpen = passing;
        Pause(actor, SchedulerMessageKind.OpenJournal);
    }

    private void Pause(SchedulerActor actor, SchedulerMessageKind next)
    {
        actor.ActorContext.After(_pause, new SchedulerMessage(next));
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
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
        machine.Effects.Add(EffectKind.Answer, new PendingAnswer<bool>(request.Done, true));
        EndTurn(machine, runner);
    }

    private void WriteProcess(SchedulerCommand news, SchedulerMachine machine, EffectRunner runner)
    {
        var job = (ProcessHandle)news.Target!;
        if (job.CurrentState is not (JobState.Running or JobState.Canceling) || job.Attempt != news.Number) return;
        job.Written = (ProcessIdentity)news.Detail!;
        Facts.ProcessStarted(job);
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
        if (_outbox!.Answered(batch))
        {
            _pause = FirstPause;
            JournalBatch committed;
            do
            {
                committed = _outbox.Release();
                runner.Run(committed.Effects);
                _outbox.Recycle(committed);
            }
            while (committed != batch);
        }
        else if (_outbox.WantsRetry)
        {
            // Who stops waits for a busy neighbour, and must not wait for a store that does not come back.
            if (_closing && _pause == LongestPause) throw batch.Failure!;
            Pause(actor, SchedulerMessageKind.RetryJournal);
        }
    }
}
