using System.Globalization;

namespace ActorScheduler.TestKit.Swarm;

/// <summary>Sets of numbers as a person writes them: <c>0-3,7</c>.</summary>
internal static class Ranges
{
    public static string Write(IEnumerable<int> numbers)
    {
        List<string> parts = [];
        int[] sorted = [.. numbers.Order()];
        for (int i = 0; i < sorted.Length; i++)
        {
            int first = i;
            while (i + 1 < sorted.Length && sorted[i + 1] == sorted[i] + 1) i++;
            parts.Add(first == i
                ? sorted[i].ToString(CultureInfo.InvariantCulture)
                : string.Create(CultureInfo.InvariantCulture, $"{sorted[first]}-{sorted[i]}"));
        }

        return parts.Count == 0 ? "none" : string.Join(',', parts);
    }

    /// <summary>Reads what <see cref="Write"/> writes; null when it is nothing of the kind.</summary>
    public static IReadOnlyCollection<int>? Read(string text)
    {
        HashSet<int> numbers = [];
        if (text == "none") return numbers;
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !TryRead(ends[0], out int first) || !TryRead(ends[^1], out int last)) return null;
            if (last < first || last > SwarmPlanner.MostSteps) return null;
            for (int i = first; i <= last; i++) numbers.Add(i);
        }

        return numbers;
    }

    private static bool TryRead(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
