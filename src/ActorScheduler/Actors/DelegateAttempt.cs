using System.Runtime.CompilerServices;

namespace ActorScheduler.Actors;

/// <summary>
/// An attempt of a delegate, on a thread of its scheduler's crew. The thread reports the end and, when the scheduler's
/// actor is idle, takes the actor's turn itself; what this turn starts, it finds in the crew's line. A busy scheduler
/// so needs no hand-over between threads.
/// </summary>
internal static class DelegateAttempt
{
    /// <summary>Starts an attempt; called in the scheduler's turn.</summary>
    public static void Start(JobHandle job)
    {
        if (job.Attempt > 1) job.StartAfresh();
        Unsafe.As<SchedulerCore>(job.Owner).Crew.AddInTurn(job);
    }

    /// <summary>Runs the attempt on this thread.</summary>
    public static void Run(JobHandle job)
    {
        // One that goes on asynchronously reports its end itself.
        if (!job.RunAttempt()) return;
        Unsafe.As<SchedulerCore>(job.Owner).Actor.TellAndHelp(
            new SchedulerMessage(SchedulerMessageKind.AttemptExited, job));
    }
}
