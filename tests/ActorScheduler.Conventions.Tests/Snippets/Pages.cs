namespace ActorScheduler.Conventions.Snippets;

/// <summary>The pages that users read, and their blocks of code.</summary>
internal static class Pages
{
    public static readonly IReadOnlyList<string> Files =
    [
        .. new[] { "README.md", "src/README.md" }.Where(page => File.Exists(Repository.Full(page))),
        .. Repository.Files("src/docs", "*.md"),
    ];

    public static readonly IReadOnlyList<Snippet> Blocks =
        [.. Files.SelectMany(page => MarkdownPage.Snippets(page, Repository.Read(page)))];

    public static Snippet BlockAt(string place) => Blocks.Single(block => block.Place == place);
}
