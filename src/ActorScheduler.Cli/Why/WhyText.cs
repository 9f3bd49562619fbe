using System.Globalization;
using ActorScheduler.Cli.Stores;
using ActorScheduler.Client;

namespace ActorScheduler.Cli.Why;

/// <summary>For people: a line a step, indented.</summary>
internal sealed class WhyText(TextWriter output, long now) : WhyPrinter
{
    private const int IndentStep = 2;

    public override void Explained(JobExplanation explanation) => Write(explanation, indent: 0);

    public override void Ended(JobView job) => output.Write(
        $"{JobText.Title(job)}: {StateOrEnd(job)}"
        + $"{(job.Why is { } why ? $": {OneLine.Of(why)}" : "")}\n");

    // What an end is called begins with its state; a job that was set aside has both.
    private string StateOrEnd(JobView job) => job switch
    {
        { EndState: null } => job.StateAt(now),
        { Place: JobPlace.Ended } => JobText.End(job),
        _ => $"{job.StateAt(now)}: {JobText.End(job)}",
    };

    public override void NoNode(JobView job, string silence, string inStore) => output.Write(
        $"{JobText.Title(job)}: {job.StateAt(now)}\n  {OneLine.Of(silence)}\n  {OneLine.Of(inStore)}\n");

    /// <summary>A reason, as a sentence.</summary>
    public static string Sentence(HoldReason reason, long now) => reason switch
    {
        HoldReason.MaxJobs max => Text($"{max.Running} of {max.Limit} jobs run, as many as may"),
        HoldReason.Load { Value: null } load =>
            Text($"{Signal(load.Signal)} cannot be read; its limit is {load.Limit:0.##}"),
        HoldReason.Load load => Text($"{Signal(load.Signal)} is {load.Value:0.##}, and the limit {load.Limit:0.##}"),
        HoldReason.Barrier barrier => Text($"a barrier stands before it, which waits for {Jobs(barrier.WaitsFor)}"),
        HoldReason.Group { Limit: 0 } group => $"group '{group.Key}' is paused",
        HoldReason.Group { Limit: { } limit } group => Text($"group '{group.Key}' is full: {group.Held} of {limit}"),
        HoldReason.Group group => $"group '{group.Key}' has room, which is kept for an older job",
        HoldReason.Delay delay => Delay(delay.Until, now),
        HoldReason.Dependencies { Jobs.Count: 1 } => "it runs after 1 job that has not completed",
        HoldReason.Dependencies after => $"it runs after {Jobs(after.Jobs.Count)} that have not completed",
        HoldReason.Jobserver tokens => Text($"it waits for a token of the make jobserver; {tokens.Held} are held"),
        HoldReason.QueueFull full => Text($"the queue is full: {full.Capacity} of {full.Capacity} jobs wait"),
        HoldReason.NoHandler missing => $"its node has no handler for '{missing.Kind}'",
        _ => "others come first",
    };

    /// <summary>Until when, and for how long.</summary>
    public static string Delay(DateTimeOffset until, long now)
    {
        TimeSpan left = TimeSpan.FromTicks(Math.Max(0, until.UtcTicks - now));
        return $"it is delayed until {JobText.Moment(until)}, for another {JobText.Span(left)}";
    }

    private void Write(JobExplanation link, int indent)
    {
        string name = link.Name is { } text ? $" ({OneLine.Of(text, OneLine.CommandLength)})" : "";
        Line(indent, $"{link.JobId}{name}: {StateOf(link)}");
        indent += IndentStep;
        if (link.Reason is not null) Line(indent, Sentence(link.Reason, now));
        foreach (JobExplanation blocker in link.Blockers) Write(blocker, indent + IndentStep);
        if (link.MoreBlockers > 0) Line(indent + IndentStep, Text($"and {Jobs(link.MoreBlockers)} more"));
        if (link.HeldElsewhere > 0)
            Line(indent + IndentStep, Text($"{link.HeldElsewhere} held by other schedulers of the node"));
    }

    private string StateOf(JobExplanation link)
    {
        string state = link.State.ToString().ToLowerInvariant();
        bool runs = link.State is JobState.Running or JobState.Canceling;
        return runs && link.StartedAt is { } since
            ? $"{state} for {JobText.Span(TimeSpan.FromTicks(Math.Max(0, now - since.UtcTicks)))}"
            : state;
    }

    private void Line(int indent, string text) => output.Write($"{new string(' ', indent)}{text}\n");

    private static string Signal(LoadSignal signal) => signal switch
    {
        LoadSignal.LoadAverage => "the load average",
        LoadSignal.Runnable => "the number of runnable threads, with what was just started,",
        _ => "the pressure on the processors in percent, with what was just started,",
    };

    private static string Jobs(int count) => Counted.Of(count, "job");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
