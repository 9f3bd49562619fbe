using System.Diagnostics;
using ActorScheduler.Tests.Scheduling;

namespace ActorScheduler.Tests.Callers;

public sealed class CallerMainTests
{
    [Fact]
    [Trait("Contract", "CALL-2")]
    public async Task The_caller_of_the_main_thread_is_found_from_everywhere_while_it_lives()
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(MainThreadProgram).Assembly.Location, "caller-main"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> problems = process.StandardError.ReadToEndAsync();
        string seen = await process.StandardOutput.ReadToEndAsync().Soon();
        await process.WaitForExitAsync().Soon();
        Assert.Equal(("True True True True True True\n", ""), (seen.ReplaceLineEndings("\n"), await problems));
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    [Trait("Contract", "CALL-2")]
    public async Task A_caller_of_another_thread_is_not_the_main_one()
    {
        using var host = new HostLoop();
        await using TestNode node = await TestNode.StartAsync();
        Caller caller = await host.InvokeAsync(() => node.Node.CreateCaller("gui", CallerThread.Current));
        Assert.NotSame(caller, Caller.Main);
    }
}
