using ActorScheduler.Machines;
using ActorScheduler.Runtime;
using ActorScheduler.Store;

namespace ActorScheduler.Actors;

/// <summary>
/// A scheduler: owns its <see cref="SchedulerMachine"/>, hands it each message and carries its effects out. No rule is
/// here.
/// </summary>
internal sealed partial class SchedulerActor : Actor<SchedulerMessage>
{
    private readonly SchedulerCore _core;
    private readonly SchedulerMachine _machine;
    private readonly EffectRunner _effects;
    private readonly DurableSide? _durable;

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

    // A handle may stand for a job that was there before it.
    private JobHandle LeaderOf(JobHandle job) => _durable is null ? job : _durable.LeaderOf(job);

    private static void Answer<T>(object waiter, T answer) => ((TaskCompletionSource<T>)waiter).TrySetResult(answer);

    private void AttemptExited(JobHandle job, long now)
    {
        double chance = job.Settings.Retry.Jitter > 0 ? _core.Host.NextRandom() * (1.0 / ulong.MaxValue) : 0;
        _machine.AttemptExited(job, new AttemptReport(job.Result, Math.Min(chance, 0.999999), !job.RetryRefused), now);
    }
}
