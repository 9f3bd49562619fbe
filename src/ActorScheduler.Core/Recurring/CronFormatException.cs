namespace ActorScheduler;

/// <summary>A text that is no cron expression, or one that would never fire: says what is wrong, and where.</summary>
public sealed class CronFormatException : FormatException
{
    internal CronFormatException(string text, int position, string mistake)
        : base($"{mistake}, at character {position + 1} of '{text}'.") => Position = position;

    /// <summary>Where the mistake begins, counted from 0.</summary>
    public int Position { get; }
}
