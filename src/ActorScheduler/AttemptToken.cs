using System.Globalization;

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

    /// <summary>
    /// The text form, <c>attempt-epoch</c>, for example <c>2-7</c>: what a child process finds in the variable
    /// <c>ACTORSCHEDULER_ATTEMPT</c>.
    /// </summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Attempt}-{Epoch}");

    /// <summary>Reads the text form back.</summary>
    /// <exception cref="FormatException">The text is not an attempt's token.</exception>
    public static AttemptToken Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out AttemptToken token)
            ? token
            : throw new FormatException($"'{text}' is not an attempt's token: expected two numbers with '-' between.");
    }

    /// <summary>Reads the text form back; false when the text is not an attempt's token.</summary>
    public static bool TryParse(string? text, out AttemptToken token)
    {
        token = default;
        int dash = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (dash < 0 || text!.Contains('\0', StringComparison.Ordinal))
            return false;       // which number parsers read over at the end
        if (!int.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out int attempt)
            || !long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long epoch))
            return false;
        token = new AttemptToken(epoch, attempt);
        return true;
    }

    /// <summary>Orders by attempt.</summary>
    public static bool operator <(AttemptToken left, AttemptToken right) => left.CompareTo(right) < 0;

    /// <summary>Orders by attempt.</summary>
    public static bool operator >(AttemptToken left, AttemptToken right) => left.CompareTo(right) > 0;

    /// <summary>Orders by attempt.</summary>
    public static bool operator <=(AttemptToken left, AttemptToken right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by attempt.</summary>
    public static bool operator >=(AttemptToken left, AttemptToken right) => left.CompareTo(right) >= 0;
}
