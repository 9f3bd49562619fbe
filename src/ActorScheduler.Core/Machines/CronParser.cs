using System.Numerics;

namespace ActorScheduler.Machines;

/// <summary>Reads expressions: splits them into fields and puts the fields together.</summary>
internal static class CronParser
{
    /// <summary>Longer than any list that names every value.</summary>
    private const int LongestText = 1000;

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
        ["@monthly"] = "0 0 1 * *",
        ["@weekly"] = "0 0 * * 0",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@hourly"] = "0 * * * *",
    };

    public static CronFields Parse(string text)
    {
        if (text.Length > LongestText)
            throw new CronFormatException(text[..20] + "…", LongestText,
                $"A cron expression has at most {LongestText} characters, not {text.Length}");
        List<(int Start, int End)> words = Words(text);
        if (words is [var (start, end)] && text[start] == '@') return Parse(Alias(text, start, end));
        if (words.Count is not (5 or 6))
        {
            throw new CronFormatException(text, words.Count > 6 ? words[6].Start : text.Length,
                "A cron expression has 5 fields (minute, hour, day of month, month, day of week), or 6 with the second "
                + $"first, not {words.Count}");
        }

        CronFields fields = Read(text, words);
        if (fields.CanFire()) return fields;
        throw new CronFormatException(
            text, words[^3].Start, "There is no such day in any year, so it would never fire");
    }

    private static CronFields Read(string text, List<(int Start, int End)> words)
    {
        int minute = words.Count - 5;
        CronFieldParser Reader(int index, CronField field) =>
            new(new CronCursor(text, words[index].Start, words[index].End), field);

        ulong seconds = minute == 0 ? 1 : Reader(0, CronField.Second).ReadValues();
        ulong minutes = Reader(minute, CronField.Minute).ReadValues();
        CronFieldParser hour = Reader(minute + 1, CronField.Hour);
        ulong hours = hour.ReadValues();
        return new CronFields
        {
            Seconds = seconds,
            Minutes = minutes,
            Hours = (uint)hours,
            Days = Reader(minute + 2, CronField.Day).ReadDays(),
            Months = (uint)Reader(minute + 3, CronField.Month).ReadValues(),
            Weekdays = Reader(minute + 4, CronField.Weekday).ReadWeekdays(),
            IsRhythm = hour.HasStarOrStep && BitOperations.PopCount(hours) > 1,
        };
    }

    private static string Alias(string text, int start, int end)
    {
        string word = text[start..end];
        if (Aliases.TryGetValue(word, out string? fields)) return fields;
        string hint = DidYouMean.Nearest(word, Aliases.Keys) is { } near
            ? $"did you mean {near}?"
            : $"there are {string.Join(", ", Aliases.Keys)}";
        throw new CronFormatException(text, start, $"'{word}' is no alias; {hint}");
    }

    private static List<(int Start, int End)> Words(string text)
    {
        var words = new List<(int, int)>(6);
        int start = -1;
        for (int i = 0; i <= text.Length; i++)
        {
            bool blank = i == text.Length || char.IsWhiteSpace(text[i]);
            if (!blank && start < 0) start = i;
            if (!blank || start < 0) continue;
            words.Add((start, i));
            start = -1;
        }

        return words;
    }
}
