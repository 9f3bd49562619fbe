using System.Runtime.CompilerServices;

namespace ActorScheduler.Actors;

/// <summary>
/// Runs attempts of delegates on the host's threads. A thread that has ended one reports it and, when the scheduler's
/// actor is idle, runs the actor's turn itself; the job that this turn starts goes on right there. A busy scheduler so
/// needs no hand-over between threads.
/// </summary>
internal static class AttemptLoop
{
    /// <summary>Attempts that a thread runs in a row before others of the pool get it.</summary>
    private const int Budget = 64;

    [ThreadStatic]
    private static bool _helping;

    [ThreadStatic]
    private static JobHandle? _next;

    /// <summary>Starts an attempt; called in the scheduler's turn.</summary>
    public static void Start(JobHandle job)
    {
        if (job.Attempt > 1) job.StartAfresh();
        if (_helping && _next is null) _next = job;
        else job.Core.Host.Execute(job, preferLocal: false);
    }

    /// <summary>Runs a job's attempt, and what its end lets start.</summary>
    public static void Run(JobHandle first)
    {
        JobHandle? job = first;
        for (int budget = Budget; job is not null; budget--)
        {
            if (!job.RunAttempt()) return;      // it goes on asynchronously and reports its end itself
            if (budget <= 0)
            {
                Unsafe.As<SchedulerCore>(job.Owner).Tell(SchedulerMessageKind.AttemptExited, job);
                return;
            }

            job = ReportAndTakeNext(job);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static JobHandle? ReportAndTakeNext(JobHandle job)
    {
        _helping = true;
        Unsafe.As<SchedulerCore>(job.Owner).Actor.TellAndHelp(
            new SchedulerMessage(SchedulerMessageKind.AttemptExited, job));
        _helping = false;
        JobHandle? next = _next;
        _next = null;
        return next;
    }
}
