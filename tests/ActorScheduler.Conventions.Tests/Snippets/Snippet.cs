namespace ActorScheduler.Conventions.Snippets;

/// <summary>One fenced block of a page, with what the comments just above its fence say of it.</summary>
/// <param name="File">The page, relative to the repository's root.</param>
/// <param name="Line">The line of its first line of code, from 1.</param>
/// <param name="Language">The word after the fence.</param>
/// <param name="Code">The lines between the fences.</param>
/// <param name="Notes">The comments: word before the colon → text after it; a comment without a colon has an empty
/// text.</param>
internal sealed record Snippet(
    string File, int Line, string Language, string Code, IReadOnlyDictionary<string, string> Notes)
{
    /// <summary>
    /// Members of <see cref="SnippetWorld"/> that the block takes as given: <c>&lt;!-- uses: volumes, ct --&gt;</c>.
    /// </summary>
    public IReadOnlyList<string> Uses =>
        Notes.TryGetValue("uses", out string? names)
            ? names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [];

    /// <summary>
    /// What it must write to the console, by lines: <c>&lt;!-- prints: 42 --&gt;</c>; null when that is left open.
    /// </summary>
    public string? Prints => Notes.GetValueOrDefault("prints");

    /// <summary>The exception that it must end with: <c>&lt;!-- throws: JobCanceledException --&gt;</c>.</summary>
    public string? Throws => Notes.GetValueOrDefault("throws");

    public string Place => $"{File}:{Line}";
}
