using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <content>The end of the actor, and what comes to it then.</content>
internal sealed partial class SchedulerActor
{
    private readonly List<SchedulerCommand> _lateNews = [];
    private readonly LeftCode _leftCode = new();
    private bool _isAbandoned;

    // Known from the first: who is told something while processes are being stopped hears why, and code need not wait
    // for a process that does not want to die. Processes get to know by their own actors.
    protected internal override bool Stopping(Exception? failure)
    {
        _effects.Failure = failure;
        foreach (JobReference job in _machine.RunningJobs)
        {
            if (job is not ProcessHandle) ((JobHandle)job).CancelAttempt();
        }

        return true;
    }

    protected internal override void Stopped(Exception? failure)
    {
        try
        {
            _leftCode.NotStarted(_machine.Effects);
            if (_durable is not null) _durable.Abandon(this, _machine, _effects, _leftCode);
            else _effects.RunReports(_machine.Effects);
            _machine.Abandon(_core.Host.Now, _leftCode.RunsOn);
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
            case SchedulerMessageKind.GetGroupCount:
                var counted = (SchedulerCommand)message.Target!;
                Answer(counted.Target!, _machine.LeftInside((GroupKey)counted.Detail!));
                break;
            case SchedulerMessageKind.AttemptExited: LeftAttemptEnded((JobHandle)message.Target!); break;
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
            case SchedulerMessageKind.ExitFound:
                ((ExitRecall)((SchedulerCommand)message.Target!).Target!).Refuse();
                break;
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

    private static JobHandle? JobOf(SchedulerMessage message) => message.Kind switch
    {
        SchedulerMessageKind.Submit or SchedulerMessageKind.InsertBarrier => (JobHandle)message.Target!,
        SchedulerMessageKind.Pulled => (JobHandle)((SchedulerCommand)message.Target!).Detail!,
        _ => null,
    };

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
        GroupReport last = _machine.LastReportOf(((GroupNews)news.Detail!).Key);
        ((ActorRef<GroupMessage>)news.Target!).Tell(new GroupMessage.Reported(_core.Actor, last));
    }

    // Code that heeds no token ran on when the actor was gone.
    private void LeftAttemptEnded(JobHandle job)
    {
        if (!_isAbandoned)
        {
            _leftCode.Ended(job);
            return;
        }

        _machine.LeftAttemptEnded(job);
        _effects.Run(_machine.Effects);
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
