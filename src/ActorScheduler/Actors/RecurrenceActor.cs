using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>
/// A recurring job of a scheduler that is not durable: owns its <see cref="RecurrenceMachine"/>, tells it the time and
/// what has ended, and hands the jobs that it starts to the scheduler. No rule is here.
/// </summary>
internal sealed class RecurrenceActor(RecurrenceCore core, RecurrenceMachine machine) : Actor<RecurrenceMessage>
{
    private JobExit[] _lastExits = [];

    private long Now => core.Scheduler.WallNow;

    protected internal override void Receive(RecurrenceMessage message)
    {
        switch (message)
        {
            case RecurrenceMessage.LookAtClock or RecurrenceMessage.GetStatus: machine.TimePassed(Now); break;
            case RecurrenceMessage.JobEnded ended: JobEnded(ended.Job); break;
            case RecurrenceMessage.Pause: machine.Pause(Now); break;
            case RecurrenceMessage.Resume: machine.Resume(Now); break;
            case RecurrenceMessage.End: machine.End(); break;
            default: throw new InvariantException($"Message {message} has no handler.");
        }

        // First the timer and what can be seen, then the jobs: their code finds both as they are.
        core.Arm(machine);
        Show();
        foreach (long time in machine.Starts) Start(time);
        machine.Starts.Clear();
        if (message is RecurrenceMessage.GetStatus asked) asked.ReplyTo.TrySetResult(core.Status);
        if (machine.Record.IsOver) Context.StopSelf();
    }

    protected internal override void Stopped(Exception? failure)
    {
        machine.End();
        Show();
        core.Leave();
    }

    protected internal override void Undelivered(RecurrenceMessage message)
    {
        if (message is RecurrenceMessage.GetStatus asked) asked.ReplyTo.TrySetResult(core.Status);
    }

    private void Show() => core.Show(RecurrenceCore.StatusOf(machine, _lastExits));

    private void Start(long time)
    {
        JobHandle job = core.Definition.CreateJob(time, id: 0);
        core.Scheduler.Enlist(job);
        core.Scheduler.Actor.Tell(new SchedulerMessage(SchedulerMessageKind.Submit, job));
        ActorRef<RecurrenceMessage> self = Context.Self;
        job.ContinueWith(() => self.Tell(new RecurrenceMessage.JobEnded(job)));
    }

    // A scheduler that takes no more jobs ends what recurs on it, too; a queue that is full may have room next time.
    private void JobEnded(JobHandle job)
    {
        JobExit exit = job.CreateExit();
        _lastExits = RecurrenceCore.AddExit(_lastExits, exit);
        machine.JobEnded();
        if (exit.Outcome == JobOutcome.Lost
            || exit.Exception is JobRejectedException { Reason: not RejectReason.QueueFull }) machine.End();
    }
}
