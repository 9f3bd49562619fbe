using System.Diagnostics.Metrics;
using ActorScheduler.Actors;
using ActorScheduler.Machines;

namespace ActorScheduler.Telemetry;

/// <summary>
/// The meter <c>ActorScheduler</c>: jobs that run and wait, and jobs that have ended by outcome, for each scheduler of
/// this process. A reader looks at the machines' own counters, so a job costs nothing for it.
/// </summary>
internal static class SchedulerMeter
{
    private const string SchedulerTag = "scheduler";
    private static readonly Lock Gate = new();
    private static readonly List<WeakReference<SchedulerCore>> Schedulers = [];
    private static readonly Meter Meter = new("ActorScheduler");

    static SchedulerMeter()
    {
        Meter.CreateObservableUpDownCounter(
            "actorscheduler.jobs.running", () => Observe(static c => c.Running), "{job}", "Jobs that run.");
        Meter.CreateObservableUpDownCounter(
            "actorscheduler.jobs.waiting", () => Observe(static c => c.Waiting), "{job}", "Accepted jobs that wait.");
        Meter.CreateObservableCounter("actorscheduler.jobs.ended", ObserveEnds, "{job}", "Jobs that ended, by outcome.");
    }

    /// <summary>Shows a scheduler until it is collected.</summary>
    public static void Add(SchedulerCore scheduler)
    {
        lock (Gate)
        {
            Schedulers.RemoveAll(static known => !known.TryGetTarget(out _));
            Schedulers.Add(new WeakReference<SchedulerCore>(scheduler));
        }
    }

    private static IEnumerable<Measurement<long>> Observe(Func<SchedulerMachine, long> figure) =>
        Living().Select(s => new Measurement<long>(figure(s.Machine!), new KeyValuePair<string, object?>(SchedulerTag, s.Name)));

    private static IEnumerable<Measurement<long>> ObserveEnds()
    {
        foreach (SchedulerCore scheduler in Living())
        {
            Counters counters = scheduler.Machine!.Counters;
            yield return Ended(scheduler, JobOutcome.Completed, counters.Completed);
            yield return Ended(scheduler, JobOutcome.Failed, counters.Failed);
            yield return Ended(scheduler, JobOutcome.Canceled, counters.Canceled);
            yield return Ended(scheduler, JobOutcome.Lost, counters.Lost);
            yield return Ended(scheduler, JobOutcome.Rejected, counters.Rejected);
        }
    }

    private static Measurement<long> Ended(SchedulerCore scheduler, JobOutcome outcome, long count) => new(
        count,
        new KeyValuePair<string, object?>(SchedulerTag, scheduler.Name),
        new KeyValuePair<string, object?>("outcome", outcome.ToString()));

    private static List<SchedulerCore> Living()
    {
        var living = new List<SchedulerCore>();
        lock (Gate)
        {
            foreach (WeakReference<SchedulerCore> known in Schedulers)
            {
                if (known.TryGetTarget(out SchedulerCore? scheduler) && scheduler.Machine is not null) living.Add(scheduler);
            }
        }

        return living;
    }
}
