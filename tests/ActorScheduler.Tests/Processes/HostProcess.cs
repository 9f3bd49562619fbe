using System.Diagnostics;
using ActorScheduler.Processes;

namespace ActorScheduler.Tests.Processes;

/// <summary>A <see cref="HostProgram"/> that runs, and a fifo by which the children that it starts can say who they
/// are.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("host-tests-").FullName;
    private readonly Watcher _watcher = new((_, _) => { });
    private readonly Process _process;
    private readonly FileStream _calls;
    private readonly StreamReader _callReader;

    private HostProcess(string settings)
    {
        string fifo = Path.Combine(_folder, "calls"), ready = Path.Combine(_folder, "ready");
        using (Process made = Process.Start("mkfifo", [fifo, ready])) made.WaitForExit();

        // Open for both, so that it never ends.
        _calls = new FileStream(fifo, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        _callReader = new StreamReader(_calls);
        var info = new ProcessStartInfo("dotnet", ["exec", typeof(HostProgram).Assembly.Location, "process-host", settings])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["CALLS"] = fifo, ["READY"] = ready },
        };
        _process = Process.Start(info)!;
    }

    public int Pid => _process.Id;

    public int Guard { get; private set; }

    public static async Task<HostProcess> StartAsync(string settings)
    {
        var host = new HostProcess(settings);
        string said = await host.HearAsync();
        host.Guard = said == "guard " ? 0 : int.Parse(said["guard ".Length..]);
        return host;
    }

    public Task TellAsync(string command) => _process.StandardInput.WriteLineAsync(command.ReplaceLineEndings(" "));

    public async Task<string> HearAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(ProcessRig.Patience) ?? "(nothing more)";

    /// <summary>The number that a child wrote into <c>$CALLS</c>.</summary>
    public async Task<int> WaitForCallAsync() =>
        int.Parse((await Task.Run(_callReader.ReadLine).WaitAsync(ProcessRig.Patience))!);

    /// <summary>Ends it as a good tool ends, and waits for the end of its output.</summary>
    public async Task<int> QuitAsync()
    {
        _process.StandardInput.Close();
        await _process.StandardOutput.ReadToEndAsync().WaitAsync(ProcessRig.Patience);
        await _process.WaitForExitAsync().WaitAsync(ProcessRig.Patience);
        return _process.ExitCode;
    }

    /// <summary>Kills it alone, and waits for the end of its output.</summary>
    public async Task KillAsync()
    {
        Assert.Equal(0, Libc.Kill(Pid, (int)StopSignal.Kill));
        await _process.StandardOutput.ReadToEndAsync().WaitAsync(ProcessRig.Patience);
        await _process.WaitForExitAsync().WaitAsync(ProcessRig.Patience);
    }

    /// <summary>Waits until none of the processes is alive.</summary>
    public async Task WaitUntilGoneAsync(params int[] pids)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = new GroupWatch(_watcher, () => [.. pids.Where(IsAlive)], gone.SetResult);
        watch.Start();
        await gone.Task.WaitAsync(ProcessRig.Patience);
    }

    public static bool IsAlive(int pid) => ProcessTable.ReadStat(pid) is { IsAlive: true };

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
        _callReader.Dispose();
        _watcher.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
