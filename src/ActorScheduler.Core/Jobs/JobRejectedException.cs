namespace ActorScheduler;

/// <summary>A job was refused: it never ran and never will.</summary>
public sealed class JobRejectedException : Exception
{
    /// <summary>Makes one for a reason.</summary>
    /// <param name="reason">Why it was refused.</param>
    /// <param name="inner">The failure behind the reason, when there is one.</param>
    public JobRejectedException(RejectReason reason, Exception? inner = null)
        : base(Describe(reason), inner) => Reason = reason;

    /// <summary>Why it was refused, with the figures that decided.</summary>
    public RejectReason Reason { get; }

    // What a store says is a sentence of its own.
    private static string Describe(RejectReason reason) => $"The job was refused: {reason.ToString().TrimEnd('.')}.";
}
