using ActorScheduler.Machines;
using ActorScheduler.Runtime;
using ActorScheduler.Store;

namespace ActorScheduler.Actors;

/// <summary>
/// A scheduler: owns its <see cref="SchedulerMachine"/>, hands it each message and carries its effects out. No rule is
/// here.
/// </summary>
internal sealed class SchedulerActor : Actor<SchedulerMessage>
{
    private readonly SchedulerCore _core;
    private readonly SchedulerMachine _machine;
    private readonly EffectRunner _effects;
    private readonly DurableSide? _durable;
    private readonly List<SchedulerCommand> _lateNews = [];
    private bool _isAbandoned;

    public SchedulerActor(SchedulerCore core)
    {
        _core = core;
        if (core.Options.Durable) _durable = new DurableSide(core, core.Node.Store!);
        _machine = new SchedulerMachine(
            core.Options,
            new EffectBuffer(),
            core.Node.Processors,
            useTokens: core.Node.Jobserver is not null,
            facts: FactsOf(core),
            directory: core.Node.Groups,
            defaultLimit: core.DefaultLimit);
        core.Machine = _machine;
        _effects = new EffectRunner(core, this, _machine);
        _durable?.Attach(this, _machine);
    }

    internal SchedulerCore Core => _core;

    internal IActorContext<SchedulerMessage> ActorContext => Context;

    private IFactLog? FactsOf(SchedulerCore core)
    {
        IFactLog? watcher = core.Node.FactsOf?.Invoke(core);
        if (_durable is null) return watcher;
        return watcher is null ? _durable.Facts : new WatchedFactLog(_durable.Facts, watcher);
    }

    // The clock is read once for a few turns: it costs as much as a turn, and they take less than its readers can tell.
    internal const int TurnsPerReading = 16;

    private long _now;
    private int _turnsLeft;

    protected internal override void Resumed()
    {
        _turnsLeft = 0;
        _effects.WantsJobs = _core.Log.WantsJobs;
    }

    protected internal override void Receive(SchedulerMessage message)
    {
        if (_durable is null || !_durable.Takes(this, message, _machine, _effects)) Handle(message);
    }

    /// <summary>One turn of the machine.</summary>
    internal void Handle(SchedulerMessage message)
    {
        long now = --_turnsLeft < 0 ? ReadClock() : _now;
        switch (message.Kind)
        {
            case SchedulerMessageKind.Submit: _machine.Submit((JobHandle)message.Target!, now); break;
            case SchedulerMessageKind.AttemptExited: AttemptExited((JobHandle)message.Target!, now); break;
            case SchedulerMessageKind.InlineStarted: _machine.InlineStarted((JobHandle)message.Target!); break;
            case SchedulerMessageKind.InlineEnded: _machine.InlineEnded((JobHandle)message.Target!, now); break;
            case SchedulerMessageKind.InlineRejected: _machine.InlineRejected(); break;
            case SchedulerMessageKind.InsertBarrier: _machine.InsertBarrier((JobHandle)message.Target!, now); break;
            case SchedulerMessageKind.Drain: _machine.Drain(message.Target!); break;
            case SchedulerMessageKind.DelayPassed: _machine.DelayPassed((JobHandle)message.Target!, ReadClock()); break;
            case SchedulerMessageKind.LoadTimerFired: _machine.LoadTimerFired(now); break;
            case SchedulerMessageKind.TokenGranted: _machine.TokenGranted(now); break;
            case SchedulerMessageKind.StartRun: _machine.StartRun((PullRun)message.Target!, now); break;
            case SchedulerMessageKind.SourceEnded: _machine.SourceEnded((PullRun)message.Target!, now); break;
            case SchedulerMessageKind.WatchAcceptance: _machine.WatchAcceptance((JobHandle)message.Target!); break;
            case SchedulerMessageKind.GetStatistics: Answer(message.Target!, _machine.Statistics()); break;
            default: Receive(message.Kind, (SchedulerCommand)message.Target!, now); break;
        }

        if (_effects.WantsJobs) LogMessage(message);
        if (_durable is not null) _durable.EndTurn(_machine, _effects);
        else if (_machine.Effects.Count > 0) _effects.Run(_machine.Effects);
    }

    private void LogMessage(SchedulerMessage message)
    {
        if (message.Kind == SchedulerMessageKind.Submit)
            _core.Log.Scheduled((JobHandle)message.Target!, _machine.Waiting);
        else if (message.Kind == SchedulerMessageKind.InsertBarrier) _core.Log.Barrier((JobHandle)message.Target!);
    }

    // Also for news of a timer: by an older reading it would be early, and would be taken for late news of another.
    private long ReadClock()
    {
        _turnsLeft = TurnsPerReading;
        return _now = _core.Host.Now;
    }

    private void Receive(SchedulerMessageKind kind, SchedulerCommand command, long now)
    {
        switch (kind)
        {
            case SchedulerMessageKind.Suspend: _machine.Suspend(now, kill: command.Number > 0); break;
            case SchedulerMessageKind.Cancel:
                if (_durable?.PutsOffCancel((JobHandle)command.Target!, (string?)command.Detail) != true)
                    _machine.Cancel(LeaderOf((JobHandle)command.Target!), (string?)command.Detail, now);
                break;
            case SchedulerMessageKind.CancelAll: _machine.CancelAll((string?)command.Detail, now); break;
            case SchedulerMessageKind.Stop:
                _machine.Stop((StopMode)command.Number, (string?)command.Detail, now);
                break;
            case SchedulerMessageKind.TimeoutPassed:
                _machine.TimeoutPassed((JobHandle)command.Target!, (int)command.Number);
                break;
            case SchedulerMessageKind.LoadRead: _machine.LoadRead((double?)command.Detail, now); break;
            case SchedulerMessageKind.Pulled:
                _machine.Pulled((PullRun)command.Target!, (JobHandle)command.Detail!, now);
                break;
            case SchedulerMessageKind.CancelRun:
                _machine.CancelRun((PullRun)command.Target!, (string?)command.Detail, now);
                break;
            case SchedulerMessageKind.GetHoldReason:
                Answer(command.Target!, _machine.WhyHeld(LeaderOf((JobHandle)command.Detail!)));
                break;
            case SchedulerMessageKind.Explain:
                Answer(command.Target!, _machine.Explain(LeaderOf((JobHandle)command.Detail!)));
                break;
            case SchedulerMessageKind.SetMaxJobs:
                _machine.SetMaxJobs(command.Number < 0 ? null : (int)command.Number, now);
                break;
            case SchedulerMessageKind.GroupNews: Receive(command.Target!, (GroupNews)command.Detail!, now); break;
            case SchedulerMessageKind.CancelGroup:
                _machine.CancelGroup((GroupKey)command.Target!, (string?)command.Detail, now);
                break;
            case SchedulerMessageKind.DrainGroup:
                _machine.DrainGroup((GroupKey)command.Detail!, command.Target!);
                break;
            case SchedulerMessageKind.GetGroupCount:
                Answer(command.Target!, _machine.GroupCount((GroupKey)command.Detail!));
                break;
            case SchedulerMessageKind.GetSnapshot: Answer(command.Target!, _machine.Snapshot()); break;
            default: throw new InvariantException($"Message {kind} has no handler.");
        }
    }

    private void Receive(object lender, GroupNews news, long now)
    {
        switch (news)
        {
            case GroupNews.Ordered ordered: _machine.GroupOrdered(news.Key, lender, ordered.Order, now); break;
            case GroupNews.TermsSet set: _machine.GroupTermsSet(news.Key, set.Terms, set.Joins, now); break;
            default: _machine.GroupTermsCleared(news.Key, lender, now); break;
        }
    }

    // Known from the first: who is told something while processes are being stopped hears why.
    protected internal override bool Stopping(Exception? failure)
    {
        _effects.Failure = failure;
        return true;
    }

    protected internal override void Stopped(Exception? failure)
    {
        try
        {
            if (_durable is not null) _durable.Abandon(this, _machine, _effects);
            else _effects.RunReports(_machine.Effects);
            _machine.Abandon(_core.Host.Now);
            _effects.Run(_machine.Effects);
        }
        finally
        {
            _isAbandoned = true;
            foreach (SchedulerCommand news in _lateNews) DepartFrom(news);
            _core.ReportStopped();
        }
    }

    // The actor is gone: nothing that somebody waits for may stay open.
    protected internal override void Undelivered(SchedulerMessage message)
    {
        switch (message.Kind)
        {
            case SchedulerMessageKind.InsertBarrier: Lose((JobHandle)message.Target!); break;
            case SchedulerMessageKind.Submit: LetGo((JobHandle)message.Target!); break;
            case SchedulerMessageKind.Pulled: LetGo((JobHandle)((SchedulerCommand)message.Target!).Detail!); break;
            case SchedulerMessageKind.StartRun: ((PullRun)message.Target!).Complete(); break;
            case SchedulerMessageKind.Drain: ((TaskCompletionSource)message.Target!).TrySetResult(); break;
            case SchedulerMessageKind.GetStatistics: Answer(message.Target!, _machine.Statistics()); break;
            case SchedulerMessageKind.GroupNews: Depart((SchedulerCommand)message.Target!); break;
            case SchedulerMessageKind.DrainGroup:
                ((TaskCompletionSource)((SchedulerCommand)message.Target!).Target!).TrySetResult();
                break;
            case SchedulerMessageKind.GetGroupCount: Answer(((SchedulerCommand)message.Target!).Target!, 0); break;
            case SchedulerMessageKind.GetSnapshot:
                Answer(((SchedulerCommand)message.Target!).Target!, _machine.Snapshot());
                break;
            case SchedulerMessageKind.GetHoldReason:
                Answer<HoldReason?>(((SchedulerCommand)message.Target!).Target!, null);
                break;
            case SchedulerMessageKind.Explain:
                var question = (SchedulerCommand)message.Target!;
                Answer(question.Target!, ((JobHandle)question.Detail!).Explain(reason: null));
                break;
            case SchedulerMessageKind.Checkpoint:
                ((CheckpointRequest)((SchedulerCommand)message.Target!).Detail!).Done.TrySetCanceled();
                break;
            case SchedulerMessageKind.Recur:
                var about = (SchedulerCommand)message.Target!;
                ((RecurrenceCore)about.Target!).Undelivered((RecurrenceMessage)about.Detail!);
                break;
            case SchedulerMessageKind.AskDesk: ((DeskRequest)message.Target!).Refuse(); break;
            // One that has not ended yet is told with its end, which is near.
            case SchedulerMessageKind.WatchAcceptance when ((JobHandle)message.Target!).IsCompleted:
                ((JobHandle)message.Target!).SettleAcceptance();
                break;
            case SchedulerMessageKind.TokenGranted: _effects.ReleaseToken(); break;
            default: break;     // nobody waits for an answer to it
        }
    }

    // What the turn took in is in nobody's list yet, or was settled with the rest.
    protected internal override void Unfinished(SchedulerMessage message)
    {
        if (message.Kind == SchedulerMessageKind.TokenGranted) return;      // it is given back with the others
        if (JobOf(message) is { } job && JobLifecycle.IsFinal(job.CurrentState)) return;
        Undelivered(message);
    }

    // A handle may stand for a job that was there before it.
    private JobHandle LeaderOf(JobHandle job) => _durable is null ? job : _durable.LeaderOf(job);

    private static JobHandle? JobOf(SchedulerMessage message) => message.Kind switch
    {
        SchedulerMessageKind.Submit or SchedulerMessageKind.InsertBarrier => (JobHandle)message.Target!,
        SchedulerMessageKind.Pulled => (JobHandle)((SchedulerCommand)message.Target!).Detail!,
        _ => null,
    };

    private static void Answer<T>(object waiter, T answer) => ((TaskCompletionSource<T>)waiter).TrySetResult(answer);

    // While its processes are being stopped, what runs still has its permits; Stopped gives them all back.
    private void Depart(SchedulerCommand news)
    {
        if (_isAbandoned) DepartFrom(news);
        else _lateNews.Add(news);
    }

    // A lender must not wait for what a scheduler that is gone would have said.
    private void DepartFrom(SchedulerCommand news)
    {
        if (news.Detail is GroupNews.TermsCleared) return;
        ((ActorRef<GroupMessage>)news.Target!).Tell(
            new GroupMessage.Reported(_core.Actor, new GroupReport(GroupReportKind.Depart)));
    }

    private void AttemptExited(JobHandle job, long now)
    {
        double chance = job.Settings.Retry.Jitter > 0 ? _core.Host.NextRandom() * (1.0 / ulong.MaxValue) : 0;
        _machine.AttemptExited(job, new AttemptReport(job.Result, Math.Min(chance, 0.999999), !job.RetryRefused), now);
    }

    // One that no turn has taken in; a durable scheduler has promised nothing then, and can say so.
    private void LetGo(JobHandle job)
    {
        if (_durable is null)
        {
            Lose(job);
            return;
        }

        ((JobReference)job).Extra.Rejection = DurableSide.NotWritten(_effects.Failure);
        End(job, JobState.Rejected);
    }

    private void Lose(JobHandle job) => End(job, JobState.Lost);

    private void End(JobHandle job, JobState state)
    {
        JobLifecycle.Move(job, state);
        job.ExitedAt = _core.Host.Now;
        if (job.ScheduledAt == 0) job.ScheduledAt = job.ExitedAt;
        job.Settle(_effects.Failure);
    }
}
