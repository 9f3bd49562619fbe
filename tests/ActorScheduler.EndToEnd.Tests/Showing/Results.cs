using System.Text;
using ActorScheduler.Cli.JobFiles;
using ActorScheduler.Cli.Output;

namespace ActorScheduler.EndToEnd.Tests.Showing;

/// <summary>Ended jobs for the tests of the printers.</summary>
internal static class Results
{
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static JobSpec Job(long number, string command = "make") => new() { Number = number, Line = number, Command = command };

    public static JobResult Of(
        long number, IJobBytes? output = null, IJobBytes? error = null, JobOutcome outcome = JobOutcome.Completed, int exitCode = 0,
        int? signal = null, Exception? exception = null, bool timedOut = false) => new()
    {
        Job = Job(number),
        Received = output?.Length ?? 0,
        Output = output,
        Error = error,
        Exit = new ProcessExit
        {
            JobId = new JobId(1, number),
            Outcome = outcome,
            ExitCode = exitCode,
            Signal = signal,
            Exception = exception,
            TimedOut = timedOut,
            Attempts = 1,
            StartedAt = Start,
            ExitedAt = Start.AddSeconds(1.5),
        },
    };

    public static string Text(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray());
}
