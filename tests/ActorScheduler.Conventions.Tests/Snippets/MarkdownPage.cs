using System.Text.RegularExpressions;

namespace ActorScheduler.Conventions.Snippets;

/// <summary>Finds the fenced blocks of a Markdown page and the comments that stand directly above them.</summary>
internal static partial class MarkdownPage
{
    private static readonly string[] KnownNotes = ["uses", "prints", "throws", "jobs", "run"];

    public static IReadOnlyList<Snippet> Snippets(string file, string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        List<Snippet> found = [];
        for (int i = 0; i < lines.Length; i++)
        {
            string opening = lines[i].TrimStart();
            if (!opening.StartsWith("```", StringComparison.Ordinal)) continue;
            int indent = lines[i].Length - opening.Length;
            int end = Array.FindIndex(lines, i + 1, line => line.Trim() == "```");
            if (end < 0) throw new SnippetException($"{file}:{i + 1}: the fence is not closed");
            string code = string.Join('\n', lines[(i + 1)..end]
                .Select(line => line.Length > indent ? line[indent..] : line.TrimStart()));
            found.Add(new Snippet(file, i + 2, opening[3..].Trim(), code, NotesAbove(file, lines, i)));
            i = end;
        }

        return found;
    }

    /// <summary>
    /// Comments above the fence, blank lines between them allowed; the first other line ends the search.
    /// </summary>
    private static Dictionary<string, string> NotesAbove(string file, string[] lines, int fence)
    {
        var notes = new Dictionary<string, string>(StringComparer.Ordinal);
        string above = string.Join('\n', lines[..fence]).TrimEnd();
        for (Match comment = LastComment().Match(above); comment.Success; comment = LastComment().Match(above))
        {
            string[] parts = comment.Groups["text"].Value.Split(':', 2);
            string name = parts[0].Trim();
            if (!KnownNotes.Contains(name, StringComparer.Ordinal))
                throw new SnippetException(
                    $"{file}:{fence + 1}: no note is called '{name}'; there are {string.Join(", ", KnownNotes)}");
            notes[name] = parts.Length == 2 ? parts[1].Trim() : "";
            above = above[..comment.Index].TrimEnd();
        }

        return notes;
    }

    [GeneratedRegex(@"<!--(?<text>(?:(?!-->).)*)-->\z", RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex LastComment();
}
