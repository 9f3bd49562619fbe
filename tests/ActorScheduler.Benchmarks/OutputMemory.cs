using System.Diagnostics;

namespace ActorScheduler.Benchmarks;

/// <summary>The tool's peak memory while one command writes 10 GB, thrown away and captured.</summary>
internal static class OutputMemory
{
    private const string Command = "head -c 10000000000 /dev/zero";

    public static int Run(string tool)
    {
        foreach (string output in (string[])["none", "grouped", "lines"])
        {
            (_, string program, string[] arguments) = RunTool.Ours(tool, "run", "-j1", "--output", output);
            var start = new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            long begin = Stopwatch.GetTimestamp();
            using Process process = Process.Start(start)!;
            process.StandardInput.WriteLine(Command);
            process.StandardInput.Close();
            long bytes = Drain(process, out long peak);
            process.WaitForExit();
            double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            Console.WriteLine(
                $"--output {output,-8} {bytes / 1e9,5:0.0} GB came out in {seconds:0.0} s, peak memory {peak / 1e6:0} MB, exit {process.ExitCode}");
        }

        return 0;
    }

    private static long Drain(Process process, out long peak)
    {
        var buffer = new byte[1 << 20];
        long bytes = 0, most = 0;
        using var ended = new ManualResetEventSlim();
        // The system keeps the peak itself, but forgets it with the process.
        var watch = new Thread(() =>
        {
            do
            {
                process.Refresh();
                if (!process.HasExited) most = Math.Max(most, process.PeakWorkingSet64);
            }
            while (!ended.Wait(10));
        });
        watch.Start();
        for (int read; (read = process.StandardOutput.BaseStream.Read(buffer)) > 0;) bytes += read;
        ended.Set();
        watch.Join();
        peak = most;
        return bytes;
    }
}
