using System.Globalization;
using ActorScheduler.Client;

namespace ActorScheduler.Cli.Stores;

/// <summary>What is said of jobs to people.</summary>
internal static class JobText
{
    /// <summary>The job by its id, with its name or what it runs.</summary>
    public static string Title(JobView job)
    {
        string title = job.Name ?? job.Work;
        return title.Length == 0 ? job.Id.ToString() : $"{job.Id} ({OneLine.Of(title, OneLine.CommandLength)})";
    }

    /// <summary>How a job has ended, in words.</summary>
    public static string End(JobView job)
    {
        string end = job.EndState?.ToString().ToLowerInvariant() ?? "";
        string? why = job switch
        {
            { Rejection: { } rejection } => rejection,
            { TimedOut: true } => "it ran too long",
            { EndState: JobState.Failed, CancelRequested: true } => string.Join(": ", ["canceled", .. Reasons(job)]),
            { CancelReasons.Count: > 0 } => string.Concat(Reasons(job)),
            { Failure: { } failure } => failure,
            _ => null,
        };
        if (job.Signal is { } signal) end += string.Create(CultureInfo.InvariantCulture, $", signal {signal}");
        else if (job.ExitCode is { } code) end += string.Create(CultureInfo.InvariantCulture, $", exit code {code}");
        return why is null ? end : $"{end}: {OneLine.Of(why)}";
    }

    // All in one, or nothing.
    private static string[] Reasons(JobView job) =>
        job.CancelReasons is { Count: > 0 } reasons ? [string.Join("; ", reasons)] : [];

    /// <summary>The exit status that stands for the end of a job: that of its command, when it has one.</summary>
    public static int ExitStatus(JobView job)
    {
        if (job.Signal is { } signal) return ExitCodes.Signaled(signal);
        if (job.EndState == JobState.Completed) return ExitCodes.Success;
        return job.EndState == JobState.Failed && job.ExitCode is > 0 and var code ? code : ExitCodes.JobsFailed;
    }

    /// <summary>A moment, to the second.</summary>
    public static string Moment(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A time span as a person writes it: <c>350ms</c>, <c>12s</c>, <c>3m 5s</c>, <c>2h 10m</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => Text($"{Math.Max(0, (int)span.TotalMilliseconds)}ms"),
        { TotalMinutes: < 1 } => Text($"{(int)span.TotalSeconds}s"),
        { TotalHours: < 1 } => Text($"{span.Minutes}m {span.Seconds}s"),
        { TotalDays: < 1 } => Text($"{span.Hours}h {span.Minutes}m"),
        _ => Text($"{(int)span.TotalDays}d {span.Hours}h"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
