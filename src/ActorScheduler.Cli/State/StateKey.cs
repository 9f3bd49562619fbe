using System.Globalization;

namespace ActorScheduler.Cli.State;

/// <summary>
/// The key of a command in a state: its place, the how-manieth time it is begun, and what the job file was up to it.
/// Each time has a key of its own, because a key runs once.
/// </summary>
/// <param name="Number">Its place among the jobs of the file, from 1.</param>
/// <param name="Round">How often it was begun before.</param>
/// <param name="Chain">The file's <see cref="JobChain"/> with this job.</param>
internal readonly record struct StateKey(long Number, int Round, ulong Chain)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}.{Round}.{Chain:x16}");

    /// <summary>Reads one; false when it is none.</summary>
    public static bool TryParse(string? text, out StateKey key)
    {
        key = default;
        string[] parts = text?.Split('.') ?? [];
        if (parts.Length != 3
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int round)
            || !ulong.TryParse(parts[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong chain))
            return false;
        key = new StateKey(number, round, chain);
        return number >= 1;
    }
}
