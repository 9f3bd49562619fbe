namespace ActorScheduler;

/// <summary>
/// Tells one attempt of a job from all others: give it along with what the attempt writes elsewhere, and refuse there
/// whatever comes with a smaller one than was seen (a fencing token).
/// </summary>
/// <param name="Epoch">
/// How often the durable scheduler's journal was taken over, its present life included; 0 for other schedulers.
/// </param>
/// <param name="Attempt">Which attempt of the job it is, from 1, counted over all lives.</param>
public readonly record struct AttemptToken(long Epoch, int Attempt) : IComparable<AttemptToken>
{
    /// <summary>Orders by attempt; there is only one in each epoch.</summary>
    public int CompareTo(AttemptToken other) =>
        Attempt != other.Attempt ? Attempt.CompareTo(other.Attempt) : Epoch.CompareTo(other.Epoch);

    /// <summary>Orders by attempt.</summary>
    public static bool operator <(AttemptToken left, AttemptToken right) => left.CompareTo(right) < 0;

    /// <summary>Orders by attempt.</summary>
    public static bool operator >(AttemptToken left, AttemptToken right) => left.CompareTo(right) > 0;

    /// <summary>Orders by attempt.</summary>
    public static bool operator <=(AttemptToken left, AttemptToken right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by attempt.</summary>
    public static bool operator >=(AttemptToken left, AttemptToken right) => left.CompareTo(right) >= 0;
}
