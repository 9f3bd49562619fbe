namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary>Sharing jobs with make, from both sides.</summary>
public sealed class JobserverRunTests : IDisposable
{
    // real time: jobs that must not be beside each other would be, for so long; a slow machine changes nothing
    private const string Step = "echo + >> log; sleep 0.03; echo - >> log";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NeedsProgramFact("make")]
    public async Task Nested_makes_obey_the_limit_of_the_run()
    {
        _folder.Write("Makefile", $"all: a b c d\na b c d:\n\t@{Step}\n");
        string jobs = _folder.Write("jobs", "make -s\nmake -s a b\nmake -s c d\n" + Step + "\n");
        ToolResult result = await Tool.RunAsync(_folder.Path, "", "run", "-j2", jobs);
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));
        Assert.InRange(Counting.MostAtOnce(_folder.Read("log")), 1, 2);
        Assert.Equal(9, _folder.Read("log").Count(c => c == '-'));
    }

    [NeedsProgramFact("make")]
    public async Task A_run_inside_of_make_obeys_the_limit_of_make()
    {
        _folder.Write("jobs", string.Concat(Enumerable.Repeat(Step + "\n", 8)));
        _folder.Write("Makefile", $"all: run a b\nrun:\n\t+@$(TOOL) run -j8 jobs\na b:\n\t@{Step}\n");
        using Tool make = Tool.Shell(_folder.Path, "make -s -j2");
        ToolResult result = await make.WaitAsync();
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));
        Assert.InRange(Counting.MostAtOnce(_folder.Read("log")), 1, 2);
        Assert.Equal(10, _folder.Read("log").Count(c => c == '-'));
    }

    [NeedsProgramFact("make")]
    public async Task A_jobserver_that_make_keeps_to_itself_is_told_of_and_the_run_goes_on()
    {
        _folder.Write("jobs", "echo ran\n");
        _folder.Write("Makefile", "all:\n\t@$(TOOL) run jobs\n");
        using Tool make = Tool.Shell(_folder.Path, "make -s -j2");
        ToolResult result = await make.WaitAsync();
        Assert.Equal((0, "ran\n"), (result.ExitCode, result.Output));
    }
}
