using ActorScheduler.Store.Facts;

namespace ActorScheduler.Chaos;

/// <summary>
/// Knows whether a kill could be a job's third death. Then the job would be set aside, as it should be, and the checker
/// could not tell that from a loss; so the killer waits until such jobs have ended.
/// </summary>
internal sealed class DeathWatch(string file)
{
    private Dictionary<long, int> _running = [];

    /// <summary>The victim is dead: notes what ran.</summary>
    public async Task DiedAsync() => _running = (await StoreGlance.DeadAsync(file).ConfigureAwait(false))
        .Where(static job => job.Value.Running)
        .ToDictionary(static job => job.Key, static job => job.Value.Deaths);

    /// <summary>True when every job survives a kill now, and the one after it.</summary>
    public async Task<bool> MayKillAsync()
    {
        IReadOnlyDictionary<long, JobProgress> jobs = await StoreGlance.LiveAsync(file).ConfigureAwait(false);
        bool isRestored = _running.All(was => !jobs.TryGetValue(was.Key, out JobProgress? now) || now.Deaths > was.Value);
        // Before the victim has noted the deaths of its last life it may do so at any moment.
        return isRestored
            ? jobs.Values.All(static job => job.Deaths < 2)
            : _running.Values.All(static deaths => deaths == 0);
    }
}
