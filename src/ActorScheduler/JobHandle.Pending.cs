using ActorScheduler.Actors;
using ActorScheduler.Runtime;

namespace ActorScheduler;

/// <content>Canceling and waiting in one, waiting that cancels, and how a handle looks in a debugger.</content>
public abstract partial class JobHandle
{
    private const int MaxTagsShown = 3;

    /// <summary>Tasks refuse timeouts of more than 49 days.</summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromDays(1);

    internal string DebuggerText => $"{ToString()}{CancelText()}{TagText()}";

    /// <summary>
    /// Cancels the job and waits until it has ended, whatever came of it: never throws for the job's own fate
    /// (PEND-24).
    /// </summary>
    /// <param name="reason">Why, for the exit and for people.</param>
    /// <param name="cancellationToken">Stops waiting; the job stays asked to cancel.</param>
    /// <exception cref="InvalidOperationException">The job would wait for itself; it is not canceled.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled first.</exception>
    public Task<JobExit> CancelAsync(string? reason = null, CancellationToken cancellationToken = default)
    {
        if (!IsSettled) RefuseOwnWait();
        Cancel(reason);
        return WaitForExitAsync(cancellationToken);
    }

    /// <summary>As awaiting the handle; but giving up, or running out of time, cancels the job (PEND-17).</summary>
    /// <param name="timeout">Longest wait, by the node's clock.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TimeoutException">The time was over first (PEND-19).</exception>
    /// <exception cref="OperationCanceledException">The token was canceled first, or the job was.</exception>
    public async Task AwaitLinkedAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        await WaitLinkedAsync(timeout, cancellationToken).ConfigureAwait(false);
        ThrowIfNotCompleted();
    }

    /// <summary>
    /// Tells a tracker of the job's end, in the order of these calls, before anybody can see that it has ended:
    /// whoever awaits a member finds its group informed (PEND-15).
    /// </summary>
    internal void Watch(PendingMember member)
    {
        Extended.AddMember(member);
        if (IsCompleted) TellVisibleEnd(Extended);
    }

    /// <summary>The tracker is told no more.</summary>
    internal void StopWatching(PendingMember member) => Extended.RemoveMember(member);

    /// <summary>
    /// Calls back once, as soon as the end can be seen: in the scheduler's turn, or at once when the job has ended. For
    /// the library's own code, which may neither wait nor throw; it spares the thread that a listener is called on. A
    /// job has one of them.
    /// </summary>
    internal void OnVisibleEnd(Action news)
    {
        Extended.SetEndNews(news);
        if (IsCompleted) Extended.TakeEndNews()?.Invoke();
    }

    private void TellVisibleEnd(HandleExtras extras)
    {
        foreach (PendingMember told in extras.TellTrackers(this)) told.NoteVisible();
    }

    private protected async Task WaitLinkedAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (IsSettled) return;
        RefuseOwnWait();
        try
        {
            await WaitInStepsAsync(Extended.CompletionTask(this), timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Cancel($"the one who waited gave up after {timeout}");
            throw;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Cancel("the one who waited gave up");
            throw;
        }
    }

    private async Task WaitInStepsAsync(Task end, TimeSpan timeout, CancellationToken cancellationToken)
    {
        for (; timeout > LongestStep; timeout -= LongestStep)
        {
            try
            {
                await end.WaitAsync(LongestStep, Core.Host.Time, cancellationToken).On(Core.Host);
                return;
            }
            catch (TimeoutException)
            {
                // There is time left.
            }
        }

        await end.WaitAsync(timeout, Core.Host.Time, cancellationToken).On(Core.Host);
    }

    // The reasons belong to the owner's turns until the end.
    private string CancelText()
    {
        if (!IsCancelRequested) return "";
        const string Mark = ", cancel requested";
        return IsCompleted && CancelReasons.Count > 0 ? $"{Mark}: {string.Join("; ", CancelReasons)}" : Mark;
    }

    private string TagText()
    {
        if (Settings.Tags is not { Count: > 0 } tags) return "";
        string shown = string.Join(", ", tags.Take(MaxTagsShown).Select(tag => $"{tag.Key}={tag.Value}"));
        return tags.Count > MaxTagsShown ? $" [{shown}, …]" : $" [{shown}]";
    }
}
