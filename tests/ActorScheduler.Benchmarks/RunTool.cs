using System.Diagnostics;

namespace ActorScheduler.Benchmarks;

/// <summary>
/// 3,000 short commands by <c>actorscheduler run -j2</c> with captured output, beside xargs, GNU parallel and make: whole processes, start-up
/// included, in turns in one run. Who begins changes from round to round, and what is compared are the rates of one round, so that neither a
/// place in the order nor a machine that gets slower favours anybody.
/// </summary>
internal static class RunTool
{
    private const int Commands = 3000;
    private const int Rounds = 9;

    public static int Run(string tool)
    {
        string folder = Directory.CreateTempSubdirectory("actorscheduler-bench").FullName;
        try
        {
            string jobs = Path.Combine(folder, "jobs");
            File.WriteAllLines(jobs, Enumerable.Repeat("true", Commands));
            string makefile = Path.Combine(folder, "Makefile");
            string targets = string.Join(' ', Enumerable.Range(0, Commands).Select(i => $"t{i}"));
            File.WriteAllText(makefile, $"all: {targets}\n.PHONY: all {targets}\n{targets}:\n\t@true\n");
            Compare(
                Ours(tool, "run", "-j2", jobs),
                ("xargs -P2, a shell each", "xargs", ["-a", jobs, "-P2", "-I{}", "sh", "-c", "{}"]),
                ("xargs -P2, no shell", "xargs", ["-a", jobs, "-P2", "-n1", "true"]),
                ("make -j2", "make", ["-j2", "-s", "-f", makefile]),
                ("parallel -j2", "parallel", ["-j2", "-a", jobs]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    // The published tool is a program; the built one may also be given as what dotnet runs.
    internal static (string Name, string Program, string[] Arguments) Ours(string tool, params string[] arguments) =>
        tool.EndsWith(".dll", StringComparison.Ordinal)
            ? ("actorscheduler run -j2", "dotnet", [tool, .. arguments])
            : ("actorscheduler run -j2", tool, arguments);

    private static void Compare(params (string Name, string Program, string[] Arguments)[] peers)
    {
        var rates = Array.ConvertAll(peers, _ => new Figures());
        var ratios = Array.ConvertAll(peers, _ => new Figures());
        var round = new double?[peers.Length];
        for (int number = 0; number <= Rounds; number++)
        {
            for (int place = 0; place < peers.Length; place++)
            {
                int i = (number + place) % peers.Length;
                round[i] = Commands / Time(peers[i].Program, peers[i].Arguments);
            }

            for (int i = 0; i < peers.Length && number > 0; i++)      // the first round warms everything up
            {
                if (round[i] is not { } rate) continue;
                rates[i].Add(rate);
                ratios[i].Add(round[0]!.Value / rate);
            }
        }

        Console.WriteLine($"{Commands:N0} x true, whole process; medians of {Rounds} rounds");
        for (int i = 0; i < peers.Length; i++)
        {
            if (rates[i].IsEmpty) Console.WriteLine($"  {peers[i].Name,-24} not installed");
            else Console.WriteLine(
                $"  {peers[i].Name,-24} {rates[i].Median,7:0} jobs/s ({rates[i].Min:0} to {rates[i].Max:0})" +
                $"  ours is {ratios[i].Median:0.00} x ({ratios[i].Min:0.00} to {ratios[i].Max:0.00})");
        }
    }

    private static double? Time(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment.Remove("MAKEFLAGS");
        long begin = Stopwatch.GetTimestamp();
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardOutput.ReadToEnd();
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }

        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
