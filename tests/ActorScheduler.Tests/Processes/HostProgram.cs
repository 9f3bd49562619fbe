using ActorScheduler.Actors;
using ActorScheduler.Processes;

namespace ActorScheduler.Tests.Processes;

/// <summary>
/// A small tool for tests that kill one, or change what belongs to a whole process. It takes commands from standard
/// input, one a line.
/// </summary>
internal static class HostProgram
{
    public static async Task<int> RunAsync(string wanted)
    {
        var settings = new ProcessSettings
        {
            KillOrphansIfKilled = wanted.Contains("guard", StringComparison.Ordinal),
            Subreaper = wanted.Contains("subreaper", StringComparison.Ordinal),
        };
        using var rig = new ProcessRig(settings);
        Say($"guard {(rig.Launcher as PosixLauncher)?.Guard?.Pid}");
        var running = new List<RunningProcess>();
        while (await Console.In.ReadLineAsync() is { } command)
        {
            string[] words = command.Split(' ', 2);
            switch (words[0])
            {
                case "start":
                    running.Add(rig.Start(ProcessRig.Shell(words[1]) with
                    {
                        Output = ProcessOutput.Discard,
                        Error = ProcessOutput.Discard,
                        KillAfter = TimeSpan.FromMilliseconds(50),
                    }));
                    Say($"started {await running[^1].Started}");
                    break;
                case "stop":
                    running[^1].Stop();
                    break;
                case "end":
                    ProcessEnd end = await running[^1].Ended;
                    Say($"ended {end.Exit!.Value.ExitCode} {string.Join(',', end.Leaked)}");
                    break;
            }
        }

        return 0;
    }

    private static void Say(string sentence) => Console.WriteLine(sentence);
}
