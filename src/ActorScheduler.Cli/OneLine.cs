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
            // Never between the two halves of a character.
            if (line.Length >= longest && !char.IsLowSurrogate(c)) return line.Append('…').ToString();
            Append(line, c);
        }

        return line.ToString();
    }

    private static bool NeedsEscape(string text)
    {
        foreach (char c in text)
        {
            if (IsControl(c)) return true;
        }

        return false;
    }

    // Beside those that the system calls so: what ends a line for some readers, and what turns the direction of all
    // that is written behind it.
    private static bool IsControl(char c) => char.IsControl(c)
        || c is '\u2028' or '\u2029' or '\u061c' or '\u200e' or '\u200f' or '\ufeff'
            or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    private static void Append(StringBuilder line, char c)
    {
        switch (c)
        {
            case '\n': line.Append("\\n"); break;
            case '\r': line.Append("\\r"); break;
            case '\t': line.Append("\\t"); break;
            case > '\xff' when IsControl(c): line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"); break;
            case var control when IsControl(control):
                line.Append(CultureInfo.InvariantCulture, $"\\x{(int)control:x2}");
                break;
            default: line.Append(c); break;
        }
    }
}
