using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>
/// Carries out what a scheduler's machine wants done. Runs in the scheduler's turns; nothing in it waits or runs a
/// user's code.
/// </summary>
internal sealed class EffectRunner(SchedulerCore core, SchedulerActor actor, SchedulerMachine machine)
{
    private readonly LoadTimer _loadTimer = new(core);

    /// <summary>What the scheduler failed of; null while it lives.</summary>
    public Exception? Failure { get; set; }

    /// <summary>True while the log wants the lives of single jobs.</summary>
    public bool WantsJobs { get; set; }

    /// <summary>Carries everything out, in order, and empties the buffer.</summary>
    public void Run(EffectBuffer effects)
    {
        // Nothing here adds effects, so the span stays valid.
        foreach (ref readonly Effect effect in effects.Span) Run(effect);
        effects.Clear();
    }

    /// <summary>
    /// What a turn that failed still owes: the ends that it has decided. What it wanted to start stays undone. Some may
    /// have been carried out before the failure, so each is safe to repeat.
    /// </summary>
    public void RunReports(EffectBuffer effects)
    {
        foreach (ref readonly Effect effect in effects.Span)
        {
            bool owed = effect.Kind switch
            {
                EffectKind.ReportExit => !Job(effect).IsCompleted,
                // One that is not in the store hears of its acceptance when it is lost.
                EffectKind.ReportAccepted => Job(effect).Has(JobFlags.Accepted) || Job(effect).IsCompleted,
                EffectKind.CancelTimer or EffectKind.RunEnded => true,
                EffectKind.DrainReached or EffectKind.Stopped => true,
                EffectKind.Answer or EffectKind.ShowRecurrence => true,
                _ => false,
            };
            if (owed) Run(effect);
        }

        effects.Clear();
    }

    /// <summary>Carries one of them out.</summary>
    public void RunOne(in Effect effect) => Run(effect);

    private void Run(in Effect effect)
    {
        if (WantsJobs || effect.Kind == EffectKind.ReportExit) LogJob(effect);
        switch (effect.Kind)
        {
            case EffectKind.StartAttempt: Job(effect).StartAttempt(actor); break;
            case EffectKind.ReportExit: Job(effect).Settle(Failure); break;
            case EffectKind.CancelAttempt: Job(effect).CancelAttempt(); break;
            case EffectKind.KillAttempt: Job(effect).KillAttempt(); break;
            case EffectKind.ReportAccepted: Job(effect).SettleAcceptance(); break;
            case EffectKind.SetDelay: SetTimer(Job(effect), SchedulerMessageKind.DelayPassed, effect.Value); break;
            case EffectKind.SetTimeout: SetTimer(Job(effect), SchedulerMessageKind.TimeoutPassed, effect.Value); break;
            case EffectKind.CancelTimer: CancelTimer(Job(effect)); break;
            case EffectKind.Pull: ((PullRun)effect.Target!).Pull(); break;
            case EffectKind.RunEnded: ((PullRun)effect.Target!).Complete(); break;
            case EffectKind.DrainReached: ((TaskCompletionSource)effect.Target!).TrySetResult(); break;
            case EffectKind.Answer: ((PendingAnswer)effect.Target!).Deliver(); break;
            case EffectKind.Stopped: Stop(); break;
            case EffectKind.ReadLoad:
                core.Node.Load.Tell(new LoadActor.Read(core.Options.LoadSignal, core.Actor));
                break;
            case EffectKind.SetLoadTimer: core.Host.SetTimer(_loadTimer, effect.Value); break;
            case EffectKind.RequestToken: TellJobserver(JobserverActor.Kind.Request); break;
            case EffectKind.TellGroup: Tell((GroupLetter)effect.Target!); break;
            case EffectKind.ReleaseToken: ReleaseToken(); break;
            case EffectKind.ShowRecurrence: ((RecurrenceNews)effect.Target!).Show(); break;
            default: throw new InvariantException($"Effect {effect.Kind} has no hand.");
        }
    }

    private void LogJob(in Effect effect)
    {
        if (effect.Kind == EffectKind.StartAttempt) core.Log.Started(Job(effect), machine.Running);
        else if (effect.Kind == EffectKind.ReportExit) LogEnd(Job(effect));
    }

    // Nobody may have the handle of a job that comes of a timetable or of an earlier life: its failure is news.
    private void LogEnd(JobHandle job)
    {
        bool isNews = job.CurrentState == JobState.Failed
            && (core.Options.Durable || job.Settings.FireTime is not null);
        if ((WantsJobs || isNews) && !job.HasTakenExit) core.Log.Ended(job, machine.Running, isNews);
    }

    private static JobHandle Job(in Effect effect) => (JobHandle)effect.Target!;

    private void SetTimer(JobHandle job, SchedulerMessageKind kind, long due)
    {
        job.Timer = new JobTimer(core, job, kind, job.Attempt);
        core.Host.SetTimer(job.Timer, due);
    }

    // No timer outlives the scheduler (PORT-32).
    private void Stop()
    {
        core.Host.CancelTimer(_loadTimer);
        core.ReportStopped();
    }

    private void CancelTimer(JobHandle job)
    {
        if (job.Timer is { } timer) core.Host.CancelTimer(timer);
        job.Timer = null;
    }

    private void Tell(GroupLetter letter) =>
        ((ActorRef<GroupMessage>)letter.Lender).Tell(new GroupMessage.Reported(core.Actor, letter.Report));

    /// <summary>Gives a token of the jobserver back.</summary>
    public void ReleaseToken() => TellJobserver(JobserverActor.Kind.Release);

    private void TellJobserver(JobserverActor.Kind kind) =>
        core.Node.Jobserver!.Tell(new JobserverActor.Message(kind, core.Actor));
}
