using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ActorScheduler.Tests.Jobserver;

/// <summary>A recipe of a real make that is itself a client of make's jobserver.</summary>
internal static partial class JobserverHost
{
    private const int Kill = 9;
    private const int Terminate = 15;

    /// <summary>Runs so many jobs, each under a token.</summary>
    public static async Task<int> RunJobsAsync(int count, string folder)
    {
        using MakeJobserver jobserver = Join();
        await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            using JobserverToken token = await jobserver.AcquireAsync();
            using Process job = Process.Start(Rendezvous.JobCommand, Rendezvous.JobArguments(folder));
            await job.WaitForExitAsync();
        }));
        return jobserver.Broken ? 1 : 0;
    }

    /// <summary>Takes so many tokens and ends without giving one back.</summary>
    public static async Task<int> EndHoldingAsync(int tokens, string how)
    {
        MakeJobserver jobserver = Join();
        for (int held = 0; held < tokens; held++) await jobserver.AcquireAsync();
        switch (how)
        {
            case "return": return 0;
            case "exit": Environment.Exit(0); return 0;
            case "throw": throw new InvalidOperationException("on purpose");
            case "terminate": Signal(Environment.ProcessId, Terminate); break;
            case "kill": Signal(Environment.ProcessId, Kill); break;
            default: return 64;
        }

        await new TaskCompletionSource().Task;
        return 64;
    }

    private static MakeJobserver Join() =>
        MakeJobserver.FromEnvironment(out string? problem)
        ?? throw new InvalidOperationException(problem ?? "no jobserver");

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
