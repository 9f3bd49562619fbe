using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>
/// A recurring job: owns its <see cref="RecurrenceMachine"/>, tells it the time and what has ended, and hands the jobs
/// that it starts to the scheduler. No rule is here.
/// </summary>
internal sealed class RecurrenceActor(RecurrenceCore core, RecurrenceMachine machine) : Actor<RecurrenceMessage>
{
    protected internal override void Receive(RecurrenceMessage message)
    {
        switch (message)
        {
            case RecurrenceMessage.LookAtClock or RecurrenceMessage.GetStatus: machine.TimePassed(core.Now); break;
            case RecurrenceMessage.JobEnded ended: JobEnded(ended.Job); break;
            case RecurrenceMessage.Pause: machine.Pause(core.Now); break;
            case RecurrenceMessage.Resume: machine.Resume(core.Now); break;
            case RecurrenceMessage.End: machine.End(); break;
            default: throw new InvariantException($"Message {message} has no handler.");
        }

        // First the timer and what can be seen, then the jobs: their code finds both as they are.
        core.Arm(machine);
        core.Publish(machine);
        foreach (long time in machine.Starts) Start(time);
        machine.Starts.Clear();
        if (message is RecurrenceMessage.GetStatus asked) asked.ReplyTo.TrySetResult(core.Status);
        if (machine.State == RecurringState.Ended && machine.Outstanding == 0) Context.StopSelf();
    }

    protected internal override void Stopped(Exception? failure)
    {
        machine.End();
        core.Arm(machine);
        core.Publish(machine);
        core.Leave();
    }

    protected internal override void Undelivered(RecurrenceMessage message)
    {
        if (message is RecurrenceMessage.GetStatus asked) asked.ReplyTo.TrySetResult(core.Status);
    }

    private void Start(long time)
    {
        JobHandle job = core.CreateJob(time);
        core.Scheduler.Actor.Tell(new SchedulerMessage(SchedulerMessageKind.Submit, job));
        ActorRef<RecurrenceMessage> self = Context.Self;
        job.ContinueWith(() => self.Tell(new RecurrenceMessage.JobEnded(job)));
    }

    // A scheduler that takes no more jobs ends what recurs on it, too; a queue that is full may have room next time.
    private void JobEnded(JobHandle job)
    {
        JobExit exit = job.CreateExit();
        core.Note(exit);
        machine.JobEnded();
        if (exit.Outcome == JobOutcome.Lost
            || exit.Exception is JobRejectedException { Reason: not RejectReason.QueueFull }) machine.End();
    }
}
