using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>A scheduler: owns its <see cref="SchedulerMachine"/>, hands it each message and carries its effects out. No rule is here.</summary>
internal sealed class SchedulerActor : Actor<SchedulerMessage>
{
    private readonly SchedulerCore _core;
    private readonly SchedulerMachine _machine;
    private readonly EffectRunner _effects;

    public SchedulerActor(SchedulerCore core)
    {
        _core = core;
        _machine = new SchedulerMachine(
            core.Options, new EffectBuffer(), core.Node.Processors, useTokens: core.Node.Jobserver is not null);
        _effects = new EffectRunner(core, this);
    }

    internal IActorContext<SchedulerMessage> ActorContext => Context;

    protected internal override void Receive(SchedulerMessage message)
    {
        long now = _core.Host.Now;
        switch (message.Kind)
        {
            case SchedulerMessageKind.Submit: _machine.Submit((JobHandle)message.Target!, now); break;
            case SchedulerMessageKind.CountInline: _machine.CountInline(((JobHandle)message.Target!).CurrentState); break;
            case SchedulerMessageKind.AttemptExited: AttemptExited((JobHandle)message.Target!, now); break;
            case SchedulerMessageKind.Cancel: _machine.Cancel((JobHandle)message.Target!, (string?)message.Detail, now); break;
            case SchedulerMessageKind.InsertBarrier: _machine.InsertBarrier((JobHandle)message.Target!, now); break;
            case SchedulerMessageKind.Drain: _machine.Drain(message.Target!); break;
            case SchedulerMessageKind.Stop: _machine.Stop((StopMode)message.Number, (string?)message.Detail, now); break;
            case SchedulerMessageKind.DelayPassed: _machine.DelayPassed((JobHandle)message.Target!, now); break;
            case SchedulerMessageKind.TimeoutPassed: _machine.TimeoutPassed((JobHandle)message.Target!, (int)message.Number); break;
            case SchedulerMessageKind.LoadRead: _machine.LoadRead((double?)message.Detail, now); break;
            case SchedulerMessageKind.LoadTimerFired: _machine.LoadTimerFired(now); break;
            case SchedulerMessageKind.TokenGranted: _machine.TokenGranted(now); break;
            case SchedulerMessageKind.StartRun: _machine.StartRun((PullRun)message.Target!, now); break;
            case SchedulerMessageKind.Pulled: _machine.Pulled((PullRun)message.Target!, (JobHandle)message.Detail!, now); break;
            case SchedulerMessageKind.SourceEnded: _machine.SourceEnded((PullRun)message.Target!, now); break;
            case SchedulerMessageKind.CancelRun: _machine.CancelRun((PullRun)message.Target!, (string?)message.Detail, now); break;
            case SchedulerMessageKind.WatchAcceptance: _machine.WatchAcceptance((JobHandle)message.Target!); break;
            case SchedulerMessageKind.GetStatistics: Answer(message.Target!, _machine.Statistics()); break;
            case SchedulerMessageKind.GetHoldReason: Answer(message.Target!, _machine.WhyHeld((JobHandle)message.Detail!)); break;
            case SchedulerMessageKind.SetMaxJobs: _machine.SetMaxJobs(Limit(message.Number, 1), now); break;
            case SchedulerMessageKind.SetGroupLimit: _machine.SetGroupLimit((GroupKey)message.Detail!, Limit(message.Number, 0), now); break;
            default: throw new InvariantException($"Message {message.Kind} has no handler.");
        }

        if (_machine.Effects.Count > 0) _effects.Run(_machine.Effects);
    }

    protected internal override void Stopped(Exception? failure)
    {
        _effects.Failure = failure;
        _machine.Effects.Clear();
        _machine.Abandon(_core.Host.Now);
        _effects.Run(_machine.Effects);
        _core.ReportStopped();
    }

    // The actor is gone: nothing that somebody waits for may stay open.
    protected internal override void Undelivered(SchedulerMessage message)
    {
        switch (message.Kind)
        {
            case SchedulerMessageKind.Submit or SchedulerMessageKind.InsertBarrier: Lose((JobHandle)message.Target!); break;
            case SchedulerMessageKind.Pulled: Lose((JobHandle)message.Detail!); break;
            case SchedulerMessageKind.StartRun: ((PullRun)message.Target!).Complete(); break;
            case SchedulerMessageKind.Drain: ((TaskCompletionSource)message.Target!).TrySetResult(); break;
            case SchedulerMessageKind.GetStatistics: Answer(message.Target!, _machine.Statistics()); break;
            case SchedulerMessageKind.GetHoldReason: Answer<HoldReason?>(message.Target!, null); break;
            case SchedulerMessageKind.WatchAcceptance: ((JobHandle)message.Target!).SettleAcceptance(); break;
            default: break;     // nobody waits for an answer to it
        }
    }

    private static void Answer<T>(object waiter, T answer) => ((TaskCompletionSource<T>)waiter).TrySetResult(answer);

    private static int? Limit(long number, int least) => number < least ? null : (int)number;

    private void AttemptExited(JobHandle job, long now)
    {
        double chance = job.Settings.Retry.Jitter > 0 ? _core.Host.NextRandom() * (1.0 / ulong.MaxValue) : 0;
        _machine.AttemptExited(job, new AttemptReport(job.Result, Math.Min(chance, 0.999999), job.RetryAllowed), now);
    }

    private void Lose(JobHandle job)
    {
        JobLifecycle.Move(job, JobState.Lost);
        job.ExitedAt = _core.Host.Now;
        job.Settle(_effects.Failure);
    }
}
