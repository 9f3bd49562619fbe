namespace ActorScheduler.Machines;

/// <summary>How an attempt ended, as the one who ran it saw it.</summary>
/// <param name="Result">What came of it.</param>
/// <param name="Chance">A number from 0 up to, not including, 1: for the pause before another attempt.</param>
/// <param name="RetryAllowed">False when the policy's own test of the failure says that another attempt makes no
/// sense.</param>
internal readonly record struct AttemptReport(AttemptResult Result, double Chance = 0, bool RetryAllowed = true);

/// <summary>What came of an attempt.</summary>
internal enum AttemptResult : byte
{
    /// <summary>It returned, or its process ended with exit code 0.</summary>
    Succeeded,

    /// <summary>It threw, could not be started, or its process ended with another exit code.</summary>
    Failed,

    /// <summary>It threw an <see cref="OperationCanceledException"/> (CALL-48, DUP-27).</summary>
    Canceled,
}
