using System.Diagnostics;
using ActorScheduler.Actors;
using ActorScheduler.Processes;

namespace ActorScheduler.Tests.Processes;

public sealed class ProcessStartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("start-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("no-such-program-at-all")]
    [InlineData("/no/such/program")]
    [InlineData("/etc/passwd/program")]
    public async Task A_missing_program_is_named(string program)
    {
        ProcessStartException error = await FailAsync(new ProcessJob(program, []));
        Assert.Equal(ProcessStartError.ProgramNotFound, error.Error);
        Assert.Equal(program, error.Path);
        Assert.Contains(program, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Descriptors_that_are_used_up_for_a_while_cost_no_descriptor_and_no_ability()
    {
        if (!OperatingSystem.IsLinux()) return;
        var info = new ProcessStartInfo(
            "sh", ["-c", $"ulimit -n 200; exec dotnet exec '{typeof(ShortageProgram).Assembly.Location}' process-shortage"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using Process program = Process.Start(info)!;
        string[] tries = (await program.StandardOutput.ReadToEndAsync().WaitAsync(ProcessRig.Patience)).Split('\n')[..^1];
        int needed = tries.Length - 1;
        Assert.InRange(needed, 5, 30);
        Assert.Equal([.. Enumerable.Range(0, needed).Select(free => $"{free} {free} NoResources"),
            $"{needed} {needed} PosixLauncher"], tries);
    }

    [Fact]
    public async Task A_missing_folder_is_named_and_not_taken_for_a_missing_program()
    {
        ProcessStartException error = await FailAsync(new ProcessJob("true", []) with { WorkingDirectory = "/no/such/folder" });
        Assert.Equal(ProcessStartError.DirectoryNotFound, error.Error);
        Assert.Equal("/no/such/folder", error.Path);
        Assert.Contains("/no/such/folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_program_is_told_from_a_missing_one()
    {
        string file = Path.Combine(_folder, "data");
        await File.WriteAllTextAsync(file, "nothing to execute");
        Assert.Equal(ProcessStartError.NotExecutable, (await FailAsync(new ProcessJob(file, []))).Error);
        File.SetUnixFileMode(file, UnixFileMode.UserExecute | UnixFileMode.UserRead);
        Assert.Equal(ProcessStartError.NotExecutable, (await FailAsync(new ProcessJob(file, []))).Error);
        Assert.Equal(ProcessStartError.NotExecutable, (await FailAsync(new ProcessJob(_folder, []))).Error);
    }

    [Fact]
    public async Task A_script_without_its_interpreter_is_told_from_a_missing_program()
    {
        string file = Path.Combine(_folder, "script");
        await File.WriteAllTextAsync(file, "#!/no/such/interpreter\n");
        File.SetUnixFileMode(file, UnixFileMode.UserExecute | UnixFileMode.UserRead);
        ProcessStartException error = await FailAsync(new ProcessJob(file, []));
        Assert.Equal(ProcessStartError.NotExecutable, error.Error);
        Assert.Contains("interpreter", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_nowhere_executable_is_told_from_a_missing_one()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "tool"), "#!/bin/sh\n");
        ProcessStartException error = await FailAsync(new ProcessJob("tool", []) with { Environment = Path1(_folder) });
        Assert.Equal(ProcessStartError.NotExecutable, error.Error);
        Assert.Equal(Path.Combine(_folder, "tool"), error.Path);
    }

    [Theory]
    [InlineData("in")]
    [InlineData("out")]
    public async Task A_file_that_cannot_be_opened_is_named(string which)
    {
        const string Path = "/no/such/folder/file";
        var job = new ProcessJob("true", []);
        ProcessStartException error = await FailAsync(which == "in"
            ? job with { Input = ProcessInput.File(Path) }
            : job with { Output = ProcessOutput.File(Path) });
        Assert.Equal(ProcessStartError.FileNotOpened, error.Error);
        Assert.Equal(Path, error.Path);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Contract", "POPEN-35")]
    public async Task A_block_that_is_too_large_names_its_largest_variable_and_harms_nobody_else(bool portable)
    {
        using var rig = new ProcessRig(portable: portable);
        var job = new ProcessJob("true", []) with
        {
            Environment = new Dictionary<string, string?> { ["SMALL"] = "x", ["HUGE"] = new string('x', 1_000_000) },
        };
        ProcessEnd end = await rig.RunAsync(job);
        Assert.Null(end.Exit);
        Assert.Equal(ProcessStartError.TooLarge, end.StartError!.Error);
        Assert.Contains("HUGE", end.StartError.Message, StringComparison.Ordinal);
        Assert.Contains("1000006", end.StartError.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await rig.RunAsync(new ProcessJob("true", []))).Exit!.Value.ExitCode);
    }

    [Fact]
    [Trait("Contract", "POPEN-35")]
    public async Task An_argument_that_is_too_large_is_told_with_its_size()
    {
        ProcessStartException error = await FailAsync(new ProcessJob("true", [new string('x', 1_000_000)]));
        Assert.Equal(ProcessStartError.TooLarge, error.Error);
        Assert.Contains("1000000", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("A=B")]
    public async Task A_malformed_variable_is_refused(string name)
    {
        ProcessStartException error = await FailAsync(new ProcessJob("true", []) with
        {
            Environment = new Dictionary<string, string?> { [name] = "x" },
        });
        Assert.Equal(ProcessStartError.Other, error.Error);
    }

    [Fact]
    public async Task A_failed_start_leaves_no_descriptor_open()
    {
        using var rig = new ProcessRig();
        await rig.RunAsync(new ProcessJob("/no/such/program", []));
        int before = Directory.GetFiles("/proc/self/fd").Length;
        for (int i = 0; i < 100; i++)
        {
            await rig.RunAsync(new ProcessJob("/no/such/program", []) with { Input = ProcessInput.Text("x") });
            await rig.RunAsync(new ProcessJob("true", []) with { Error = ProcessOutput.File("/no/such/folder/file") });
        }

        // Other tests open files at the same time, but not hundreds.
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, before + 100);
    }

    [Fact]
    public async Task The_child_runs_where_and_with_what_it_was_told()
    {
        using var rig = new ProcessRig();
        Environment.SetEnvironmentVariable("START_TEST_OWN", "own");
        string said = await rig.ReadAsync(ProcessRig.Shell("pwd; echo $START_TEST_NEW; echo ${START_TEST_OWN-none}; echo ${HOME-none}") with
        {
            WorkingDirectory = _folder,
            Environment = new Dictionary<string, string?> { ["START_TEST_NEW"] = "ünï 語", ["HOME"] = null, ["START_TEST_OWN"] = "changed" },
        });
        Assert.Equal($"{_folder}\nünï 語\nchanged\nnone\n", said);
    }

    [Fact]
    public async Task The_environment_of_a_job_goes_over_the_runs_and_that_over_this_processs()
    {
        using var rig = new ProcessRig();
        var extra = new Dictionary<string, string?> { ["MAKEFLAGS"] = "-j3", ["START_TEST_A"] = "run", ["LANG"] = null };
        var job = ProcessRig.Shell("echo $MAKEFLAGS $START_TEST_A ${LANG-none}");
        RunningProcess first = rig.Start(new ProcessStartSpec(job) { ExtraEnvironment = extra });
        await first.Ended;
        Assert.Equal("-j3 run none\n", await first.Output.ReadAllTextAsync());
        var own = job with { Environment = new Dictionary<string, string?> { ["START_TEST_A"] = "job" } };
        RunningProcess second = rig.Start(new ProcessStartSpec(own) { ExtraEnvironment = extra });
        await second.Ended;
        Assert.Equal("-j3 job none\n", await second.Output.ReadAllTextAsync());
        Assert.Equal("\n", await rig.ReadAsync(ProcessRig.Shell("echo $START_TEST_A")));
    }

    [Fact]
    public async Task A_name_is_looked_up_in_the_childs_own_PATH()
    {
        string file = Path.Combine(_folder, "tool");
        await File.WriteAllTextAsync(file, "#!/bin/sh\necho found \"$@\"\n");
        File.SetUnixFileMode(file, UnixFileMode.UserExecute | UnixFileMode.UserRead);
        using var rig = new ProcessRig();
        Assert.Equal("found a b c\n", await rig.ReadAsync(new ProcessJob("tool", ["a b", "c"]) with { Environment = Path1(_folder) }));
        Assert.Equal("found\n", await rig.ReadAsync(new ProcessJob("./tool", []) with { WorkingDirectory = _folder }));
    }

    [Fact]
    public async Task The_child_gets_only_the_descriptors_that_are_meant_for_it()
    {
        using var rig = new ProcessRig();

        // Not closed on exec, as a parent may have left it to us.
        int left = Libc.Open("/dev/null", Libc.OpenReadOnly, 0);
        using var file = File.OpenRead("/dev/null");
        Assert.Equal("0\n1\n2\n3\n", await rig.ReadAsync(new ProcessJob("ls", ["/proc/self/fd"])));
        string all = await rig.ReadAsync(ProcessRig.Shell("ls /proc/$$/fd"));
        Assert.Equal("0\n1\n2\n", all);
        Descriptors.Close(ref left);
    }

    [Fact]
    public async Task Descriptors_that_are_asked_for_keep_their_numbers()
    {
        using var rig = new ProcessRig();
        (int read, int write) = Descriptors.NewPipe();
        RunningProcess running = rig.Start(new ProcessStartSpec(ProcessRig.Shell("ls /proc/$$/fd")) { InheritedDescriptors = [new(read, read), new(write, write)] });
        await running.Ended;
        string[] seen = (await running.Output.ReadAllTextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(new[] { "0", "1", "2", $"{read}", $"{write}" }.Order(), seen.Order());
        Descriptors.Close(ref read);
        Descriptors.Close(ref write);
    }

    [Fact]
    public async Task The_child_leads_its_own_group_and_starts_with_clean_signals()
    {
        using var rig = new ProcessRig();
        RunningProcess running = rig.Start(new ProcessJob("cat", ["/proc/self/status", "/proc/self/stat"]));
        ProcessEnd end = await running.Ended;
        string status = await running.Output.ReadAllTextAsync();
        Assert.Contains("SigBlk:\t0000000000000000", status, StringComparison.Ordinal);
        string ignored = status.Split('\n').Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))["SigIgn:\t".Length..];
        Assert.Equal(0ul, Convert.ToUInt64(ignored, 16) & ((1ul << (Libc.SignalPipe - 1)) | (1ul << (Libc.SignalChild - 1))));
        Assert.Contains($") R {Environment.ProcessId} {end.ProcessId} ", status, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Path1(string folder) => new() { ["PATH"] = $"/no/such/folder:{folder}:/usr/bin:/bin" };

    private static async Task<ProcessStartException> FailAsync(ProcessJob job)
    {
        using var rig = new ProcessRig();
        ProcessEnd end = await rig.RunAsync(job);
        Assert.Null(end.Exit);
        Assert.Null(end.ProcessId);
        return Assert.IsType<ProcessStartException>(end.StartError);
    }
}
