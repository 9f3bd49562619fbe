using System.Globalization;
using System.Text;

namespace ActorScheduler.Jobserver;

/// <summary>What a value of <c>MAKEFLAGS</c> says about a jobserver.</summary>
internal abstract record JobserverAuth
{
    private JobserverAuth() { }

    /// <summary>A named pipe.</summary>
    public sealed record Fifo(string Path) : JobserverAuth;

    /// <summary>Two inherited file descriptors.</summary>
    public sealed record Descriptors(int Read, int Write) : JobserverAuth;

    /// <summary>An offer that cannot be taken.</summary>
    public sealed record Unusable(string Problem) : JobserverAuth;

    /// <summary>Null when there is no jobserver. Of several options the last one counts, as in make.</summary>
    public static JobserverAuth? Parse(string? makeFlags)
    {
        JobserverAuth? last = null;
        foreach (string word in Words(makeFlags ?? ""))
        {
            if (word == "--") break;   // variables follow, and their values may look like anything
            if (ValueOf(word, "--jobserver-auth=") is { } auth) last = ParseValue(auth);
            else if (ValueOf(word, "--jobserver-fds=") is { } descriptors) last = ParseValue(descriptors);
        }

        return last;
    }

    private static string? ValueOf(string word, string option) =>
        word.StartsWith(option, StringComparison.Ordinal) ? word[option.Length..] : null;

    private static JobserverAuth ParseValue(string value)
    {
        if (ValueOf(value, "fifo:") is { } path)
            return path.Length > 0 ? new Fifo(path) : new Unusable("The jobserver's option names no fifo.");

        string[] numbers = value.Split(',');
        if (numbers.Length != 2 || Number(numbers[0]) is not { } read || Number(numbers[1]) is not { } write)
            return new Unusable($"The jobserver's option '{value}' is neither 'fifo:PATH' nor two file descriptors.");

        return read < 0 || write < 0
            ? new Unusable("make keeps its jobserver to itself here: begin the line of the recipe with '+'.")
            : new Descriptors(read, write);
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : null;

    /// <summary>The words between blanks; make puts a backslash before a blank that belongs to a word.</summary>
    private static IEnumerable<string> Words(string text)
    {
        StringBuilder word = new();
        for (int at = 0; at < text.Length; at++)
        {
            char c = text[at];
            if (c is not (' ' or '\t' or '\n'))
            {
                word.Append(c == '\\' && at + 1 < text.Length ? text[++at] : c);
                continue;
            }

            if (word.Length == 0) continue;
            yield return word.ToString();
            word.Clear();
        }

        if (word.Length > 0) yield return word.ToString();
    }
}
