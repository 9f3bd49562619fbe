using System.Globalization;
using System.Text;
using ActorScheduler.Cli.Output;
using ActorScheduler.Cli.Run;
using ActorScheduler.TestKit;
using ActorScheduler.TestKit.Swarm;

namespace ActorScheduler.Cli.Simulate;

/// <summary>The command <c>simulate</c>: runs seeds until one breaks a rule, and makes that one small.</summary>
internal static class SimulateCommand
{
    /// <summary>Runs it; gives the exit status.</summary>
    public static async Task<int> RunAsync(SimulateOptions options, TimeProvider time)
    {
        await using Stream output = StandardStream.OpenOutput();
        using var stop = new CancellationTokenSource();
        int signal = 0;
        using var signals = new StopSignals(number =>
        {
            // After the seeds that run; a second signal does not wait for them.
            if (Interlocked.CompareExchange(ref signal, number, 0) == 0) stop.Cancel();
            else Environment.Exit(ExitCodes.Signaled(number));
        });
        var progress = new SimulateProgress(options, time, isTerminal: !Console.IsErrorRedirected);
        SeedRun? failed = await new SeedLoop(options, output, progress, stop.Token).RunAsync().ConfigureAwait(false);
        progress.End();
        if (Volatile.Read(ref signal) is var came and > 0) return ExitCodes.Signaled(came);
        if (failed is null)
        {
            Print(output, progress.Summary());
            return ExitCodes.Success;
        }

        Report(output, options, failed);
        return ExitCodes.JobsFailed;
    }

    internal static void Print(Stream output, string text) => output.Write(Encoding.UTF8.GetBytes(text + "\n"));

    private static void Report(Stream output, SimulateOptions options, SeedRun failed)
    {
        Print(output, failed.Plan.Mixture);
        Print(output, failed.Failure!.Message);
        if (options.Keep is not null) return;
        (SwarmPlan plan, SimulationException failure) = new Shrinker().Shrink(failed.Plan, failed.Failure);
        if (plan == failed.Plan) return;
        Print(output, string.Create(
            CultureInfo.InvariantCulture,
            $"\nShrunk from {failed.Plan.Steps.Count} steps to {plan.Steps.Count}:\n{failure.Message}"));
    }
}
