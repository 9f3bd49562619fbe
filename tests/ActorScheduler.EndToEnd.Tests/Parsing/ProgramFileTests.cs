using ActorScheduler.Cli.Shell;

namespace ActorScheduler.EndToEnd.Tests.Parsing;

public sealed class ProgramFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_program_in_the_search_path_is_executed_directly() =>
        Assert.True(new ProgramFile("/nowhere:/bin:/usr/bin").IsExecutable("cat"));

    [Fact]
    public void A_missing_program_is_left_to_the_shell() => Assert.False(new ProgramFile("/bin:/usr/bin").IsExecutable("no-such-program"));

    [Fact]
    public void A_file_that_may_not_be_executed_is_left_to_the_shell()
    {
        string path = _folder.Write("data", "#!/bin/sh\n");
        Assert.False(new ProgramFile("").IsExecutable(path));
        TestFolder.MakeExecutable(path);
        Assert.True(new ProgramFile("").IsExecutable(path));
    }

    [Fact]
    public void A_script_that_does_not_name_its_interpreter_is_left_to_the_shell()
    {
        string path = _folder.Write("script", "echo hi\n");
        TestFolder.MakeExecutable(path);
        Assert.False(new ProgramFile("").IsExecutable(path));
    }

    [Fact]
    public void A_program_that_is_built_later_is_found_then()
    {
        var programs = new ProgramFile(_folder.Path);
        Assert.False(programs.IsExecutable("made"));
        string path = _folder.Write("made", "#!/bin/sh\n");
        TestFolder.MakeExecutable(path);
        Assert.True(programs.IsExecutable("made"));
    }
}
