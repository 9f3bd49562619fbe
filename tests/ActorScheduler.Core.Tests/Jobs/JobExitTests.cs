namespace ActorScheduler.Core.Tests.Jobs;

public class JobExitTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_exit_is_one_readable_line()
    {
        var done = new JobExit { JobId = new JobId(0xC0FFEE, 1), Outcome = JobOutcome.Completed, ExitCode = 0 };
        Assert.Equal("0000000000c0ffee-1: Completed, exit code 0", done.ToString());
        var failed = new JobExit
        {
            JobId = new JobId(0xC0FFEE, 2),
            Name = "sums",
            Outcome = JobOutcome.Failed,
            ExitCode = 1,
            Exception = new InvalidDataException("line 3:\nno number"),
            Attempts = 2,
            StartedAt = Start,
            ExitedAt = Start.AddMilliseconds(1250),
        };
        Assert.Equal(
            "0000000000c0ffee-2 (sums): Failed, exit code 1, 2 attempts, ran 1.25 s: line 3: no number", failed.ToString());
        var canceled = new JobExit
        {
            JobId = new JobId(0xC0FFEE, 3),
            Outcome = JobOutcome.Canceled,
            ExitCode = JobExit.CanceledExitCode,
            CancelRequested = true,
            CancelReasons = ["too late", "not needed"],
            Exception = new JobCanceledException(new JobId(0xC0FFEE, 3), ["too late", "not needed"]),
        };
        Assert.Equal("0000000000c0ffee-3: Canceled, exit code -2 (too late; not needed)", canceled.ToString());
    }

    [Fact]
    public void That_of_a_process_also_has_its_signal_and_what_it_left()
    {
        var exit = new ProcessExit
        {
            JobId = new JobId(0xC0FFEE, 4),
            Outcome = JobOutcome.Failed,
            ExitCode = -15,
            Exception = new ProcessFailedException("sh", -15),
            CancelRequested = true,
            TimedOut = true,
            Attempts = 1,
            StartedAt = Start,
            ExitedAt = Start.AddSeconds(2),
            ProcessId = 4711,
            Signal = 15,
            LeakedProcesses = [4712, 4713],
            OutputAbandoned = true,
        };
        Assert.Equal(
            "0000000000c0ffee-4: Failed, exit code -15, signal 15, process 4711, left processes 4712 4713, output abandoned, "
            + "timed out, asked to cancel, ran 2 s: 'sh' was ended by signal 15.", exit.ToString());
    }
}
