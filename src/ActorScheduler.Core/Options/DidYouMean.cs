namespace ActorScheduler.Machines;

/// <summary>
/// Finds the name that a person probably meant. The distance counts letters left out, added, changed, or swapped with
/// their neighbour; only near names are offered, because a wrong guess is worse than none.
/// </summary>
internal static class DidYouMean
{
    /// <summary>Names longer than this are not compared: the work grows with the product of both lengths.</summary>
    private const int LongestName = 64;

    /// <summary>The nearest of the known names, or null when none is near. The first one wins among equals.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(known);
        if (word.Length is 0 or > LongestName) return null;
        string? best = null;
        int bestDistance = int.MaxValue;
        foreach (string name in known)
        {
            if (name.Length is 0 or > LongestName) continue;
            int distance = Distance(word, name);
            if (distance < bestDistance && distance <= Allowed(word, name)) (best, bestDistance) = (name, distance);
        }

        return best;
    }

    /// <summary>How many single-letter slips lie between two names; letter case does not count.</summary>
    public static int Distance(string left, string right)
    {
        // Three rows of the table suffice: a swap looks two rows back.
        var before = new int[right.Length + 1];
        var above = new int[right.Length + 1];
        var row = new int[right.Length + 1];
        for (int column = 0; column <= right.Length; column++) above[column] = column;
        for (int i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int change = above[j - 1] + (Same(left[i - 1], right[j - 1]) ? 0 : 1);
                row[j] = Math.Min(change, Math.Min(above[j], row[j - 1]) + 1);
                bool swapped = i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]);
                if (swapped) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, above, row) = (above, row, before);
        }

        return above[right.Length];
    }

    // A third of the letters may be wrong, so that two words of three letters need at least two in common.
    private static int Allowed(string word, string name) => Math.Max(1, Math.Min(word.Length, name.Length) / 3);

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
