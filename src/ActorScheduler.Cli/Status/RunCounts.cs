using ActorScheduler.Cli.State;
using ActorScheduler.Cli.Stores;
using ActorScheduler.Client;

namespace ActorScheduler.Cli.Status;

/// <summary>
/// How far the run of a job file is whose state a store is. What the run has handed to its scheduler ahead of time says
/// nothing of that, and a command that was begun several times is one.
/// </summary>
/// <param name="Done">Commands that have succeeded.</param>
/// <param name="Failed">Commands that have failed.</param>
/// <param name="Running">Commands that run, or ran when the run was cut off.</param>
/// <param name="GoesOn">True when a run uses the state now.</param>
internal sealed record RunCounts(long Done, long Failed, int Running, bool GoesOn)
{
    /// <summary>Reads them; null when the scheduler is not that of a run.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public static async Task<RunCounts?> ReadAsync(SchedulerView view, StoreSession session)
    {
        if (view.Name != RunState.Journal || view.Letters.Count > 0 || view.SetAside.Count > 0) return null;
        try
        {
            StateHistory history = await StateHistory.ReadAsync(
                session.Path, session.Store, RunState.Journal, log: null, retryFailed: false).ConfigureAwait(false);
            bool goesOn = RunState.IsTaken(session.Path);
            return history.HasJobs || goesOn
                ? new RunCounts(history.Succeeded, history.Failed, view.Jobs().Count(static j => j.IsRunning), goesOn)
                : null;
        }
        catch (UsageException)
        {
            return null;        // it is the store of something else
        }
    }
}
