using ActorScheduler.Cli;
using ActorScheduler.Cli.Run;

namespace ActorScheduler.EndToEnd.Tests.Parsing;

public class RunOptionsTests
{
    [Theory]
    [InlineData("-j4")]
    [InlineData("-j", "4")]
    [InlineData("--max-jobs=4")]
    [InlineData("--max-jobs", "4")]
    public void A_value_may_be_joined_or_follow(params string[] arguments) =>
        Assert.Equal(new JobLimit(4), RunOptionsParser.Parse(arguments).MaxJobs);

    [Fact]
    public void All_options_are_read()
    {
        RunOptions options = RunOptionsParser.Parse(
        [
            "-j", "unlimited", "-l2.5", "--load-signal", "pressure", "--group", "disk=2", "--group=a=b=3", "--on-failure", "cancel",
            "--timeout", "10s", "--kill-after", "0", "--retries", "3", "--output", "lines", "--joblog", "log", "--resume",
            "--resume-failed", "--progress", "never", "--json", "--dry-run", "jobs.txt",
        ]);
        Assert.Equal(new JobLimit(null), options.MaxJobs);
        Assert.Equal(2.5, options.MaxLoad);
        Assert.Equal(LoadSignal.Pressure, options.LoadSignal);
        Assert.Equal(2, options.Groups["disk"]);
        Assert.Equal(3, options.Groups["a=b"]);
        Assert.Equal(FailureMode.CancelRest, options.FailureMode);
        Assert.Equal(TimeSpan.FromSeconds(10), options.Timeout);
        Assert.Equal(TimeSpan.Zero, options.KillAfter);
        Assert.Equal(3, options.Retries);
        Assert.Equal(OutputMode.Lines, options.Output);
        Assert.Equal("log", options.JobLog);
        Assert.True(options.Resume && options.ResumeFailed && options.Json && options.DryRun);
        Assert.Equal(ProgressMode.Never, options.Progress);
        Assert.Equal("jobs.txt", options.File);
    }

    [Fact]
    public void What_follows_two_dashes_is_a_file() => Assert.Equal("-j", RunOptionsParser.Parse(["--", "-j"]).File);

    [Fact]
    public void A_dash_is_standard_input() => Assert.Equal("-", RunOptionsParser.Parse(["-"]).File);

    [Theory]
    [InlineData("unknown option '--jobblog'; did you mean --joblog?", "--jobblog=x")]
    [InlineData("unknown option '--resume-faild'; did you mean --resume-failed?", "--resume-faild")]
    [InlineData("unknown option '-x'; see actorscheduler run --help", "-x")]
    [InlineData("-j must be a whole number of at least 1, or 'unlimited', not '0'", "-j", "0")]
    [InlineData("-j must be a whole number of at least 1, or 'unlimited', not '=4'", "-j=4")]
    [InlineData("--max-jobs must be a whole number of at least 1, or 'unlimited', not '-2'", "--max-jobs", "-2")]
    [InlineData("--max-jobs must be a whole number of at least 1, or 'unlimited', not '99999999999'", "--max-jobs=99999999999")]
    [InlineData("-j needs a value", "-j")]
    [InlineData("--joblog needs a value", "--joblog")]
    [InlineData("-l must be a number above 0, not '-1'", "-l", "-1")]
    [InlineData("-l must be a number above 0, not '0'", "-l0")]
    [InlineData("--max-load must be a number above 0, not 'NaN'", "--max-load=NaN")]
    [InlineData("--max-load must be a number above 0, not 'Infinity'", "--max-load", "Infinity")]
    [InlineData("--load-signal must be load-average, runnable or pressure, not 'cpu'", "--load-signal", "cpu")]
    [InlineData("--group must be NAME=LIMIT, not 'disk'", "--group", "disk")]
    [InlineData("--group: the limit of 'disk' must be a whole number of at least 1, not '0'", "--group", "disk=0")]
    [InlineData("--group: a group's name is empty", "--group", "=1")]
    [InlineData("--group: the group name 'a,b' holds a comma, a blank or a control character", "--group", "a,b=1")]
    [InlineData("--group: 'a' was given twice", "--group", "a=1", "--group", "a=2")]
    [InlineData("--on-failure must be continue, fail-early or cancel, not 'stop'", "--on-failure", "stop")]
    [InlineData("--timeout must be a duration such as 250ms, 10s, 1.5m, 2h or 1d, and longer than zero, not '0'", "--timeout", "0")]
    [InlineData("--kill-after must be a duration such as 250ms, 10s, 1.5m, 2h or 1d, not 'soon'", "--kill-after", "soon")]
    [InlineData("--retries must be a whole number from 0 to 65534, not '-1'", "--retries", "-1")]
    [InlineData("--retries must be a whole number from 0 to 65534, not '65535'", "--retries", "65535")]
    [InlineData("--output must be grouped, lines or none, not 'all'", "--output", "all")]
    [InlineData("--progress must be auto, always or never, not 'yes'", "--progress", "yes")]
    [InlineData("--json takes no value", "--json=yes")]
    [InlineData("--resume needs --state FILE or --joblog FILE, which has what was done before", "--resume")]
    [InlineData("--resume-failed needs --state FILE or --joblog FILE, which has what was done before", "--resume-failed")]
    [InlineData("one job file at a time: 'a' and 'b' were given", "a", "b")]
    [InlineData("the name of the job file is empty", "")]
    public void A_wrong_command_line_is_told_what_is_wrong(string message, params string[] arguments) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => RunOptionsParser.Parse(arguments)).Message);
}
