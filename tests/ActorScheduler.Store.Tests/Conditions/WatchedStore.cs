using System.Diagnostics.CodeAnalysis;
using ActorScheduler.Chaos;

namespace ActorScheduler.Store.Tests.Conditions;

/// <summary>Says when a commit has failed for the first time.</summary>
internal sealed class WatchedStore(IStore store) : RelayStore(store)
{
    private readonly TaskCompletionSource<StoreException> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Its owner has been told by then.</summary>
    public Task<StoreException> Failed => _failed.Task;

    public override void Commit(StoreCommit commit) => base.Commit(new Watched(commit, _failed));

    private sealed class Watched : RelayCommit
    {
        private readonly TaskCompletionSource<StoreException> _failed;

        [SetsRequiredMembers]
        public Watched(StoreCommit commit, TaskCompletionSource<StoreException> failed)
            : base(commit) => _failed = failed;

        public override void Completed(StoreException? failure)
        {
            base.Completed(failure);
            if (failure is not null) _failed.TrySetResult(failure);
        }
    }
}
