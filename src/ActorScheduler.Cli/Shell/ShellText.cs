using System.Text;

namespace ActorScheduler.Cli.Shell;

/// <summary>Writes an argument list as a person would type it to a shell.</summary>
internal static class ShellText
{
    public static string Of(IReadOnlyList<string> arguments)
    {
        var text = new StringBuilder();
        foreach (string argument in arguments)
        {
            if (text.Length > 0) text.Append(' ');
            Append(text, argument);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string argument)
    {
        if (argument.Length > 0 && IsPlain(argument))
        {
            text.Append(argument);
            return;
        }

        // Inside single quotes everything is itself but the quote.
        text.Append('\'').Append(argument.Replace("'", @"'\''", StringComparison.Ordinal)).Append('\'');
    }

    private static bool IsPlain(string argument)
    {
        foreach (char c in argument)
        {
            if (!SimpleCommand.IsPlain(c)) return false;
        }

        return true;
    }
}
