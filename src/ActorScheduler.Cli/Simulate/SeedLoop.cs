using System.Globalization;
using ActorScheduler.TestKit;
using ActorScheduler.TestKit.Swarm;

namespace ActorScheduler.Cli.Simulate;

/// <summary>How one seed went.</summary>
internal sealed record SeedRun(SwarmPlan Plan, SimulationResult? Result, SimulationException? Failure);

/// <summary>Runs seeds on all processors and tells of them in their order, until one fails.</summary>
internal sealed class SeedLoop(
    SimulateOptions options, Stream output, SimulateProgress progress, CancellationToken stop)
{
    // Told in order, so a slow seed may keep a few others waiting.
    private const int SeedsAhead = 64;

    /// <summary>The first seed that failed; null when none did.</summary>
    public async Task<SeedRun?> RunAsync()
    {
        var running = new Queue<Task<SeedRun>>();
        using var processors = new SemaphoreSlim(Environment.ProcessorCount);
        SeedRun? failed = null;
        int next = 0;
        while (failed is null && !stop.IsCancellationRequested && (next < options.Count || running.Count > 0))
        {
            if (next < options.Count && running.Count < SeedsAhead)
            {
                await processors.WaitAsync(CancellationToken.None).ConfigureAwait(false);
                ulong seed = options.FirstSeed + (ulong)next++;
                running.Enqueue(Task.Run(() => RunOne(seed, processors), CancellationToken.None));
                continue;
            }

            SeedRun ended = await running.Dequeue().ConfigureAwait(false);
            Tell(ended);
            if (ended.Failure is not null) failed = ended;
        }

        await Task.WhenAll(running).ConfigureAwait(false);
        return failed;
    }

    private SeedRun RunOne(ulong seed, SemaphoreSlim processors)
    {
        SwarmPlan plan = SwarmPlanner.Draw(seed, options.Scenario, options.Without);
        if (options.Keep is { } kept) plan = plan.Keep(kept);
        try
        {
            return new SeedRun(plan, SwarmRun.Run(plan, options.Trace), null);
        }
        catch (SimulationException failure)
        {
            return new SeedRun(plan, null, failure);
        }
        finally
        {
            processors.Release();
        }
    }

    private void Tell(SeedRun run)
    {
        progress.Ended(run);
        if (options.Trace)
            SimulateCommand.Print(output, (run.Result?.Trace ?? run.Failure!.Trace!).TrimEnd('\n'));
        if (run.Result is not { } result) return;
        if (options.Fingerprints)
            SimulateCommand.Print(
                output, string.Create(CultureInfo.InvariantCulture, $"{result.Seed} {result.Fingerprint:x16}"));
    }
}
