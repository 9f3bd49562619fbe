using System.Globalization;
using System.Text;

namespace ActorScheduler.Cli;

/// <summary>Makes any text fit into one line of a message: control characters are shown, long text is cut.</summary>
internal static class OneLine
{
    /// <summary>Enough of a command to recognize it.</summary>
    public const int CommandLength = 60;

    /// <summary>The text with control characters escaped, cut to a length when one is given.</summary>
    public static string Of(string text, int longest = int.MaxValue)
    {
        if (text.Length <= longest && !NeedsEscape(text)) return text;
        var line = new StringBuilder();
        foreach (char c in text)
        {
            if (line.Length >= longest) return line.Append('…').ToString();
            Append(line, c);
        }

        return line.ToString();
    }

    private static bool NeedsEscape(string text)
    {
        foreach (char c in text)
        {
            if (char.IsControl(c)) return true;
        }

        return false;
    }

    private static void Append(StringBuilder line, char c)
    {
        switch (c)
        {
            case '\n': line.Append("\\n"); break;
            case '\r': line.Append("\\r"); break;
            case '\t': line.Append("\\t"); break;
            case var control when char.IsControl(control):
                line.Append(CultureInfo.InvariantCulture, $"\\x{(int)control:x2}");
                break;
            default: line.Append(c); break;
        }
    }
}
