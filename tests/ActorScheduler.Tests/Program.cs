using ActorScheduler.Tests.Jobserver;

namespace ActorScheduler.Tests;

/// <summary>What this assembly does when a test starts it as a process of its own.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        ["jobserver-jobs", var count, var folder] => JobserverHost.RunJobsAsync(int.Parse(count), folder),
        ["jobserver-end", var tokens, var how] => JobserverHost.EndHoldingAsync(int.Parse(tokens), how),
        ["process-host", var settings] => Processes.HostProgram.RunAsync(settings),
        ["process-shortage"] => Task.FromResult(Processes.ShortageProgram.Run()),
        ["caller-main"] => Task.FromResult(Callers.MainThreadProgram.Run()),
        _ => Task.FromResult(64),
    };
}
