using System.Globalization;
using ActorScheduler.Cli.Node;
using ActorScheduler.Cli.Stores;
using ActorScheduler.Client;
using ActorScheduler.Store;

namespace ActorScheduler.Cli.Status;

/// <summary>The lines of <c>status</c> for people.</summary>
internal static class StatusText
{
    public static void Write(TextWriter output, SchedulerView view, StoreSession session)
    {
        SchedulerCounts counts = SchedulerCounts.Of(view, session);
        output.Write(string.Create(CultureInfo.InvariantCulture,
            $"{OneLine.Of(view.Name)}: {counts.Waiting} waiting, {counts.Delayed} delayed, "));
        output.Write(string.Create(CultureInfo.InvariantCulture,
            $"{counts.Running} running, {counts.Ended} ended, {counts.Quarantined} quarantined, "));
        output.Write(Counted.Of(counts.Letters, "letter") + "; ");
        output.Write(NodeOf(counts.Node) + "\n");
        foreach (InboxRow row in view.SetAside)
        {
            output.Write(string.Create(CultureInfo.InvariantCulture,
                $"  letter {row.Id} was set aside: {OneLine.Of(row.Why ?? "")}\n"));
        }
    }

    public static void Write(TextWriter output, string scheduler, RunCounts counts) => output.Write(string.Create(
        CultureInfo.InvariantCulture,
        $"{OneLine.Of(scheduler)}: {counts.Done} done, {counts.Failed} failed, {counts.Running} {Progress(counts)}\n"));

    public static void Write(TextWriter output, JobView job, long now)
    {
        output.Write(string.Create(CultureInfo.InvariantCulture,
            $"{job.Id}  {job.StateAt(now),-11}  {job.Attempts}  {Moment(job.ScheduledAt)}  "));
        output.Write($"{Moment(job.StartedAt)}  {Moment(job.EndedAt)}  {OneLine.Of(job.Name ?? job.Work)}");
        if (job.EndState is not null) output.Write($"  [{JobText.End(job)}]");
        else if (job.Why is { } why) output.Write($"  [{OneLine.Of(why)}]");
        else if (job.DelayedUntil > now)
            output.Write($"  [until {JobText.Moment(new DateTimeOffset(job.DelayedUntil, TimeSpan.Zero))}]");
        output.Write('\n');
    }

    private static string Progress(RunCounts counts) =>
        counts.GoesOn ? "running; a run is going on" : "cut off; no run is going on";

    private static string NodeOf(NodeSign node) => node switch
    {
        { IsThere: false } => "no node",
        { Process: null } => "a node",
        _ => string.Create(CultureInfo.InvariantCulture,
            $"node: process {node.Process}{(node.IsSuspended ? ", suspended" : "")}"),
    };

    private static string Moment(DateTimeOffset? time) => time is { } known ? JobText.Moment(known) : "-";
}
