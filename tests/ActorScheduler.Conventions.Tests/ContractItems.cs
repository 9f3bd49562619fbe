using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ActorScheduler.Conventions;

/// <summary>
/// The items of the contract that tests name with <c>[Trait("Contract", "DUP-16")]</c>: the system and the number of
/// one thing that it does.
/// </summary>
internal static partial class ContractItems
{
    /// <summary>How many items each system has.</summary>
    public static readonly IReadOnlyDictionary<string, int> Systems =
        new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["DUP"] = 36, ["POOL"] = 28, ["PORT"] = 69, ["POPEN"] = 35, ["CALL"] = 94, ["PEND"] = 30,
        ["MGR"] = 11, ["GRP"] = 18,
    };

    /// <summary>What is wrong with the name of an item; null when nothing is.</summary>
    public static string? Check(string item)
    {
        Match match = ItemPattern().Match(item);
        if (!match.Success) return $"'{item}' is no item: expected a system, '-' and a number, as in DUP-16";
        string system = match.Groups["system"].Value;
        if (!Systems.TryGetValue(system, out int count))
            return $"'{item}': no system {system}; there are {string.Join(", ", Systems.Keys)}";
        int number = int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);
        return number <= count ? null : $"'{item}': {system} has {count} items";
    }

    /// <summary>
    /// The items that the tests of a source name, with the place of each; null for one that is not a plain text.
    /// </summary>
    public static IEnumerable<(string? Item, string Place)> NamedIn(SourceFile file) =>
        from attribute in file.Syntax.DescendantNodes().OfType<AttributeSyntax>()
        where attribute.Name.ToString() is "Trait" or "TraitAttribute"
        let arguments = attribute.ArgumentList?.Arguments
        where arguments is { Count: 2 } && TextOf(arguments.Value[0]) == "Contract"
        select (TextOf(arguments.Value[1]), $"{file.Path}:{file.LineOf(attribute)}");

    /// <summary>
    /// Lines <c>ITEM reason</c>; blank lines and comments after <c>#</c> at the start of a line do not count.
    /// </summary>
    public static IEnumerable<(string Item, string Reason)> Exemptions(string text)
    {
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#')) continue;
            string[] parts =
                line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            yield return (parts[0], parts.Length == 2 ? parts[1] : "");
        }
    }

    private static string? TextOf(AttributeArgumentSyntax argument) =>
        argument.Expression is LiteralExpressionSyntax literal ? literal.Token.Value as string : null;

    [GeneratedRegex("^(?<system>[A-Z]+)-(?<number>[1-9][0-9]{0,3})$", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex ItemPattern();
}
