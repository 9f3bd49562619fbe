using ActorScheduler.Actors;
using ActorScheduler.Processes;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Processes;

/// <summary>The launcher of other systems, on this one: what it promises there holds here too.</summary>
public sealed class PortableLauncherTests : IDisposable
{
    private readonly ProcessRig _rig = new(portable: true);
    private readonly string _folder = Directory.CreateTempSubdirectory("portable-tests-").FullName;

    public void Dispose()
    {
        _rig.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 77", 77)]
    [InlineData("kill -TERM $$", 143)]
    public async Task Exit_codes_are_the_systems(string script, int code)
    {
        ProcessEnd end = await _rig.RunAsync(ProcessRig.Shell(script));
        Assert.Equal(code, end.Exit!.Value.ExitCode);
        Assert.Null(end.Exit.Value.Signal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_537)]
    [InlineData(1_000_003)]
    public async Task Exactly_what_was_written_arrives(int size)
    {
        byte[] bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        foreach (ProcessOutput output in new[] { ProcessOutput.Capture, ProcessOutput.Stream })
        {
            RunningProcess running = _rig.Start(new ProcessJob("cat", []) with { Input = ProcessInput.Bytes(bytes), Output = output });
            Assert.Equal(bytes, await running.Output.ReadAllBytesAsync().WaitAsync(ProcessRig.Patience));
            Assert.Equal(0, (await running.Ended).Exit!.Value.ExitCode);
        }
    }

    [Fact]
    public async Task Folder_variables_and_files_are_as_asked_for()
    {
        string input = Path.Combine(_folder, "in"), output = Path.Combine(_folder, "out");
        await File.WriteAllTextAsync(input, "from a file\n");
        await _rig.RunAsync(ProcessRig.Shell("pwd; echo $A; cat; echo lost >&2") with
        {
            WorkingDirectory = _folder,
            Environment = new Dictionary<string, string?> { ["A"] = "b" },
            Input = ProcessInput.File(input),
            Output = ProcessOutput.File(output),
            Error = ProcessOutput.Discard,
        });
        Assert.Equal($"{_folder}\nb\nfrom a file\n", await File.ReadAllTextAsync(output));
    }

    [Fact]
    public async Task A_stop_is_TERM_and_then_KILL_to_all_descendants()
    {
        RunningProcess gentle = _rig.Start(ProcessRig.Shell("echo ready; exec sleep 1000"));
        await gentle.WaitForLineAsync();
        gentle.Stop();
        Assert.Equal(143, (await gentle.Ended).Exit!.Value.ExitCode);

        RunningProcess deaf = _rig.Start(ProcessRig.Shell("trap '' TERM; sleep 1000 & echo $!; wait") with { KillAfter = TimeSpan.Zero });
        int grandchild = int.Parse(await deaf.WaitForLineAsync());
        deaf.Stop();
        Assert.Equal(137, (await deaf.Ended).Exit!.Value.ExitCode);
        Assert.False(ProcessTable.ReadStat(grandchild) is { IsAlive: true });
    }

    [Fact]
    public async Task A_grandchild_on_the_pipe_delays_the_end_by_the_drain_timeout_at_most()
    {
        var time = new ManualTime();
        using var rig = new ProcessRig(portable: true, time: time);
        Task drainSet = time.WaitForTimerAsync(ProcessJob.DefaultDrainTimeout);
        RunningProcess running = rig.Start(ProcessRig.Shell("sleep 1000 & echo $!; exit 3"));
        await drainSet.WaitAsync(ProcessRig.Patience);
        time.Advance(ProcessJob.DefaultDrainTimeout);
        ProcessEnd end = await running.Ended;
        Assert.Equal(3, end.Exit!.Value.ExitCode);
        Assert.True(end.OutputAbandoned);
        string said = await running.Output.ReadAllTextAsync();
        Assert.Equal(0, Libc.Kill(int.Parse(said), (int)StopSignal.Kill));
    }

    [Theory]
    [InlineData("/no/such/program", null, ProcessStartError.ProgramNotFound)]
    [InlineData("true", "/no/such/folder", ProcessStartError.DirectoryNotFound)]
    [InlineData("/etc/passwd", null, ProcessStartError.NotExecutable)]
    public async Task What_cannot_start_says_why(string program, string? folder, ProcessStartError error)
    {
        ProcessEnd end = await _rig.RunAsync(new ProcessJob(program, []) with { WorkingDirectory = folder });
        Assert.Null(end.Exit);
        Assert.Equal(error, end.StartError!.Error);
        Assert.Equal(folder ?? program, end.StartError.Path);
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_is_named()
    {
        const string Path = "/no/such/folder/file";
        ProcessEnd end = await _rig.RunAsync(new ProcessJob("true", []) with { Output = ProcessOutput.File(Path) });
        Assert.Equal(ProcessStartError.FileNotOpened, end.StartError!.Error);
        Assert.Equal(Path, end.StartError.Path);
    }
}
