namespace ActorScheduler;

/// <summary>
/// A pending group was canceled: by its own <see cref="PendingGroup.Cancel"/>, a member, its timeout or the token
/// given to it.
/// </summary>
public sealed class PendingGroupCanceledException : OperationCanceledException
{
    /// <summary>Makes one.</summary>
    /// <param name="reasons">The reasons of the cancel requests, in order.</param>
    /// <param name="cancellationToken">The token that canceled it, when one did.</param>
    public PendingGroupCanceledException(IReadOnlyList<string> reasons, CancellationToken cancellationToken = default)
        : base(MessageOf(reasons), cancellationToken) => Reasons = reasons;

    /// <summary>The reasons of the cancel requests, in order.</summary>
    public IReadOnlyList<string> Reasons { get; }

    private static string MessageOf(IReadOnlyList<string> reasons) => reasons.Count == 0
        ? "The pending group was canceled."
        : $"The pending group was canceled: {string.Join("; ", reasons)}";
}
