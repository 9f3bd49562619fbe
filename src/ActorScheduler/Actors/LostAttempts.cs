using ActorScheduler.Processes;
using ActorScheduler.Runtime;
using ActorScheduler.Store;
using ActorScheduler.Store.Facts;

namespace ActorScheduler.Actors;

/// <summary>
/// Ends the processes that an earlier life of a durable scheduler has left running, before anything of its new life
/// starts.
/// </summary>
internal static class LostAttempts
{
    /// <summary>
    /// How long KILL may take: a process that does not end by then hangs in the kernel, on a dead network disk for
    /// example, and the jobs behind it cannot wait for that.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Ends them, and says in the log which there were and which did not end. Runs outside of any turn.
    /// </summary>
    public static async Task StopAsync(SchedulerCore core, Ledger ledger, CancellationToken cancellationToken)
    {
        List<LostAttempt> lost = [.. ledger.Jobs.Values.Where(IsLost).Select(Describe)];
        if (lost.Count == 0) return;
        var giveUp = new CancellationTokenSource();
        await using CancellationTokenRegistration stopped =
            cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), giveUp);
        var timer = new PatienceTimer(giveUp);
        core.Host.SetTimer(timer, core.Host.Now + Patience.Ticks);
        try
        {
            core.Log.LostFound(await core.Node.Launcher.StopLostAsync(lost, giveUp.Token).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            // Not to start at all would be worse: what runs named jobs needs no processes.
            core.Host.ReportFailure("Processes of an earlier life could not be looked for", e);
        }
        finally
        {
            core.Host.CancelTimer(timer);
        }
    }

    private static bool IsLost(JobAccepted job) =>
        job.WorkCase == JobAccepted.WorkOneofCase.Process && job.Progress?.Running == true;

    private static LostAttempt Describe(JobAccepted job) => new(
        new JobId(job.Origin, job.Sequence), [.. job.Progress.Processes.Select(ProcessCodec.Read)]);

    private sealed class PatienceTimer(CancellationTokenSource source) : HostTimer
    {
        public override void Fire() => source.Cancel();
    }
}
