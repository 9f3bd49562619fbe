using System.Text;
using ActorScheduler.Cli;
using ActorScheduler.Cli.JobFiles;
using ActorScheduler.Cli.JobLog;

namespace ActorScheduler.EndToEnd.Tests.Parsing;

public class JobLogTests
{
    private const string First = "1\t:\t1376577364.974\t     0.008\t0\t0\t0\t0\tsleep 99\n";
    private const string Second = "2\t:\t1376577364.974\t     0.008\t0\t0\t1\t0\techo a\tb\n";

    [Fact]
    public void A_line_has_the_columns_of_gnu_parallel()
    {
        string line = JobLogLine.Format(
            7, DateTimeOffset.FromUnixTimeMilliseconds(1376577364974), TimeSpan.FromMilliseconds(8), 4, 3, 9, "echo \"a\nb\"\tc");
        Assert.Equal("7\t:\t1376577364.974\t     0.008\t0\t4\t3\t9\techo \"a\\nb\"\tc", line);
        Assert.Equal("Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand", JobLogLine.Header);
    }

    [Fact]
    public void A_logged_job_is_found_again()
    {
        JobLogHistory history = Read(JobLogLine.Header + "\n" + First + Second);
        Assert.Equal(PastOutcome.Succeeded, history.Find(Job(1, "sleep 99"), "jobs"));
        Assert.Equal(PastOutcome.Failed, history.Find(Job(2, "echo a\tb"), "jobs"));
        Assert.Equal(PastOutcome.None, history.Find(Job(3, "x"), "jobs"));
    }

    [Fact]
    public void A_failed_job_runs_again_when_asked_for()
    {
        JobLogHistory history = Read(JobLogLine.Header + "\n" + First + Second, retryFailed: true);
        Assert.Equal(PastOutcome.Succeeded, history.Find(Job(1, "sleep 99"), "jobs"));
        Assert.Equal(PastOutcome.None, history.Find(Job(2, "echo a\tb"), "jobs"));
    }

    [Fact]
    public void The_last_line_about_a_job_counts()
    {
        string again = Second.Replace("\t1\t0\t", "\t0\t0\t", StringComparison.Ordinal);
        Assert.Equal(PastOutcome.Succeeded, Read(JobLogLine.Header + "\n" + Second + again).Find(Job(2, "echo a\tb"), "jobs"));
    }

    [Fact]
    public void A_death_by_signal_is_a_failure()
    {
        string killed = Second.Replace("\t1\t0\t", "\t0\t9\t", StringComparison.Ordinal);
        Assert.Equal(PastOutcome.Failed, Read(JobLogLine.Header + "\n" + killed).Find(Job(2, "echo a\tb"), "jobs"));
    }

    [Fact]
    public void A_log_of_another_job_file_is_refused_with_the_first_line_that_differs()
    {
        JobLogHistory history = Read(JobLogLine.Header + "\n" + First + Second);
        var problem = Assert.Throws<UsageException>(() => history.Find(Job(2, "echo other"), "jobs.txt"));
        Assert.Equal("the job log 'log' is of another job file: its line 3 is not job 2 of jobs.txt:2, 'echo other'", problem.Message);
        problem = Assert.Throws<UsageException>(() => history.CheckCount(1, "jobs.txt"));
        Assert.Equal("the job log 'log' is of another job file: its line 3 is job 2, and jobs.txt has 1", problem.Message);
        history.CheckCount(2, "jobs.txt");
    }

    [Fact]
    public void A_torn_last_line_is_forgotten_wherever_it_was_torn()
    {
        string whole = JobLogLine.Header + "\n" + First;
        for (int length = 0; length < Second.Length; length++)
        {
            JobLogHistory history = Read(whole + Second[..length]);
            Assert.Equal(whole.Length, history.WholeBytes);
            Assert.Equal(1, history.LastJob);
        }

        for (int length = 0; length <= JobLogLine.Header.Length; length++)
            Assert.Equal(0, Read(JobLogLine.Header[..length]).WholeBytes);
    }

    [Theory]
    [InlineData("all: build\n", "'log' is no job log: its first line is not the header of one")]
    [InlineData(JobLogLine.Header + "\nrubbish\n", "'log' is no job log: line 2 has not its columns")]
    [InlineData(JobLogLine.Header + "\nx\t:\t1\t1\t0\t0\t0\t0\tc\n", "'log' is no job log: line 2 has not its columns")]
    [InlineData(JobLogLine.Header + "\n0\t:\t1\t1\t0\t0\t0\t0\tc\n", "'log' is no job log: line 2 has not its columns")]
    public void A_file_that_is_no_job_log_is_refused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => Read(text)).Message);

    private static JobLogHistory Read(string text, bool retryFailed = false) =>
        JobLogHistory.Read("log", new MemoryStream(Encoding.UTF8.GetBytes(text)), retryFailed);

    private static JobSpec Job(long number, string command) => new() { Number = number, Line = number, Command = command };
}
