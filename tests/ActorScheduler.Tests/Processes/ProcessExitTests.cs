using System.Diagnostics;
using ActorScheduler.Actors;
using ActorScheduler.Processes;

namespace ActorScheduler.Tests.Processes;

public class ProcessExitTests
{
    [Theory]
    [InlineData("exit 0", 0, null)]
    [InlineData("exit 1", 1, null)]
    [InlineData("exit 255", 255, null)]
    [InlineData("exit 143", 143, null)]
    [InlineData("kill -TERM $$", -15, 15)]
    [InlineData("kill -KILL $$", -9, 9)]
    [InlineData("kill -SEGV $$", -11, 11)]
    [Trait("Contract", "POPEN-1")]
    [Trait("Contract", "POPEN-6")]
    public async Task The_exit_code_is_the_childs_own_and_death_by_signal_n_is_minus_n(string script, int code, int? signal)
    {
        using var rig = new ProcessRig();
        ProcessEnd end = await rig.RunAsync(ProcessRig.Shell(script));
        Assert.Equal(code, end.Exit!.Value.ExitCode);
        Assert.Equal(signal, end.Exit.Value.Signal);
        Assert.False(end.StopRequested);
        Assert.Empty(end.Leaked);
    }

    [Fact]
    [Trait("Contract", "POPEN-2")]
    public async Task The_process_number_is_known_from_the_start_on()
    {
        using var rig = new ProcessRig();
        RunningProcess running = rig.Start(ProcessRig.Shell("echo $$; read line") with { Input = ProcessInput.Inherit, Output = ProcessOutput.Capture });
        string said = await running.WaitForLineAsync();
        Assert.Equal(said, (await running.Started).ToString());
        running.Kill();
        Assert.Equal(said, (await running.Ended).ProcessId.ToString());
    }

    [Fact]
    [Trait("Contract", "POPEN-2")]
    public async Task The_process_number_is_known_before_anything_that_the_process_says_can_be_read()
    {
        using var rig = new ProcessRig();
        Exception? stream = new InvalidOperationException("not started");
        ProcessJob job = ProcessRig.Shell("echo said") with { Output = ProcessOutput.Stream };
        // A stream is refused there as soon as there is one.
        RunningProcess running = rig.Start(new ProcessStartSpec(job), started =>
            stream = Record.Exception(() => started.Output.ReadAvailableBytesAsync().GetAwaiter().GetResult()));
        Assert.Equal("said", await running.WaitForLineAsync());
        Assert.Null(stream);
        await running.Ended;
    }

    [Fact]
    [Trait("Contract", "POPEN-3")]
    public async Task A_child_without_output_of_ours_ends_too()
    {
        using var rig = new ProcessRig();
        ProcessEnd end = await rig.RunAsync(ProcessRig.Shell("echo nothing; exit 4") with { Output = ProcessOutput.Discard, Error = ProcessOutput.Discard });
        Assert.Equal(4, end.Exit!.Value.ExitCode);
        Assert.False(end.OutputAbandoned);
    }

    [Fact]
    [Trait("Contract", "POPEN-7")]
    [Trait("Contract", "POPEN-10")]
    public async Task The_end_is_told_once_and_kept()
    {
        using var rig = new ProcessRig();
        RunningProcess running = rig.Start(ProcessRig.Shell("exit 9"));
        ProcessEnd first = await running.Ended;
        running.Stop();
        running.Kill();
        Assert.Same(first, await running.Ended);
        Assert.Equal(9, first.Exit!.Value.ExitCode);
    }

    [Fact]
    [Trait("Contract", "POPEN-8")]
    [Trait("Contract", "POPEN-9")]
    public async Task The_child_is_reaped_and_its_files_are_closed_before_the_end_is_told()
    {
        using var rig = new ProcessRig();
        RunningProcess running = rig.Start(ProcessRig.Shell("echo some; echo more >&2"));
        string[] open = ["unknown"];
        bool isThere = true;
        running.OnEnd = () =>
        {
            isThere = Directory.Exists($"/proc/{running.Started.Result}");
            open = PidFdsOf(running.Started.Result);
        };
        await running.Ended;
        Assert.False(isThere);
        Assert.Empty(open);
    }

    [Fact]
    [Trait("Contract", "POPEN-11")]
    public void Disposing_twice_is_harmless_and_nothing_starts_afterwards()
    {
        using var rig = new ProcessRig();
        rig.Launcher.Dispose();
        rig.Launcher.Dispose();
        Assert.Throws<ObjectDisposedException>(() => rig.Launcher.Start(new ProcessStartSpec(new ProcessJob("true", [])), null!));
    }

    [Fact]
    [Trait("Contract", "POPEN-32")]
    public async Task Many_may_wait_for_one_end()
    {
        using var rig = new ProcessRig();
        RunningProcess running = rig.Start(ProcessRig.Shell("exit 6"));
        ProcessEnd[] ends = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => running.Ended));
        Assert.All(ends, end => Assert.Equal(6, end.Exit!.Value.ExitCode));
    }

    [Fact]
    public async Task Children_of_the_application_itself_are_left_to_it()
    {
        using var rig = new ProcessRig();
        var foreign = Enumerable.Range(0, 20).Select(i => Process.Start("sh", ["-c", $"exit {i}"])).ToList();
        var ours = Enumerable.Range(0, 20).Select(i => rig.RunAsync(ProcessRig.Shell($"exit {100 + i}"))).ToList();
        for (int i = 0; i < 20; i++)
        {
            await foreign[i].WaitForExitAsync().WaitAsync(ProcessRig.Patience);
            Assert.Equal(i, foreign[i].ExitCode);
            Assert.Equal(100 + i, (await ours[i]).Exit!.Value.ExitCode);
            foreign[i].Dispose();
        }
    }

    [Fact]
    public async Task Many_short_children_at_once_all_end()
    {
        using var rig = new ProcessRig();
        ProcessEnd[] ends = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => rig.RunAsync(ProcessRig.Shell($"exit {i % 256}"))));
        for (int i = 0; i < ends.Length; i++) Assert.Equal(i % 256, ends[i].Exit!.Value.ExitCode);
    }

    private static string[] PidFdsOf(int pid) =>
    [
        .. Directory.GetFiles("/proc/self/fdinfo")
            .Where(File.Exists)
            .Select(Text)
            .Where(text => text.Contains($"Pid:\t{pid}\n", StringComparison.Ordinal)),
    ];

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
