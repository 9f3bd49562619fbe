using System.Text.RegularExpressions;

namespace ActorScheduler.Conventions.Snippets;

/// <summary>Links of a page to files of the repository.</summary>
internal static partial class PageLinks
{
    public static IEnumerable<string> Broken(string page)
    {
        string folder = Path.GetDirectoryName(Repository.Full(page))!;
        return Link().Matches(Repository.Read(page))
            .Select(match => match.Groups["target"].Value.Split('#')[0])
            .Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(folder, target)))
            .Select(target => $"{page}: there is no {target}");
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
