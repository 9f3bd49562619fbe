using ActorScheduler.Cli.Node;
using ActorScheduler.Cli.Stores;
using ActorScheduler.Client;

namespace ActorScheduler.Cli.Status;

/// <summary>How many jobs of which kind a scheduler has.</summary>
/// <param name="Waiting">Accepted jobs that may start when their turn comes.</param>
/// <param name="Delayed">Accepted jobs whose moment has not come.</param>
/// <param name="Running">Jobs that run, or ran when their node died.</param>
/// <param name="Ended">Jobs that have ended and are kept.</param>
/// <param name="Quarantined">Jobs that were set aside.</param>
/// <param name="Letters">Letters that wait to be read.</param>
/// <param name="Refused">Letters that could not be understood.</param>
/// <param name="Node">What is seen of its node.</param>
internal sealed record SchedulerCounts(
    int Waiting, int Delayed, int Running, int Ended, int Quarantined, int Letters, int Refused, NodeSign Node)
{
    public static SchedulerCounts Of(SchedulerView view, StoreSession session)
    {
        long now = session.Now;
        JobView[] live = [.. view.Jobs().Where(static job => job.Place == JobPlace.Live)];
        int running = live.Count(static job => job.IsRunning);
        int delayed = live.Count(job => job.DelayedUntil > now);
        return new SchedulerCounts(
            live.Length - running - delayed, delayed, running, view.KeptExits, view.Ledger.Quarantined.Count,
            view.Letters.Count, view.SetAside.Count, NodeSign.Of(session.Path, view));
    }
}
