using System.Globalization;

namespace ActorScheduler;

/// <summary>What one scheduler does and has done, at one moment. Barriers are not counted as jobs.</summary>
public sealed record SchedulerStatistics
{
    /// <summary>Jobs that run.</summary>
    public int Running { get; init; }

    /// <summary>Accepted jobs that wait for a slot, a group, the load, a barrier or other jobs.</summary>
    public int Waiting { get; init; }

    /// <summary>Accepted jobs whose delay or retry pause has not passed.</summary>
    public int Delayed { get; init; }

    /// <summary>Jobs whose submitters wait for room in the queue.</summary>
    public int AtDoor { get; init; }

    /// <summary>Jobs handed in, ever.</summary>
    public long Scheduled { get; init; }

    /// <summary>Jobs that completed.</summary>
    public long Completed { get; init; }

    /// <summary>Jobs that failed for good.</summary>
    public long Failed { get; init; }

    /// <summary>Jobs that were canceled.</summary>
    public long Canceled { get; init; }

    /// <summary>Jobs of which it is not known what became of them.</summary>
    public long Lost { get; init; }

    /// <summary>Jobs that were refused.</summary>
    public long Rejected { get; init; }

    /// <summary>Attempts that failed and were followed by another.</summary>
    public long Retried { get; init; }

    /// <summary>The limit of running jobs; null when there is none.</summary>
    public int? MaxJobs { get; init; }

    /// <summary>Why the next job does not start; null when nothing is held back.</summary>
    public HoldReason? HeldBy { get; init; }

    /// <summary>For example <c>9 running, 214 waiting, held by Load(13.1 ≥ 12)</c>.</summary>
    public override string ToString()
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{Running} running, {Waiting + Delayed} waiting");
        return HeldBy is null ? text : $"{text}, held by {HeldBy}";
    }
}
