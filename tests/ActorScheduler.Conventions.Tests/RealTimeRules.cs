using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ActorScheduler.Conventions;

/// <summary>Tests wait for signals, never for time to pass. One that must says why: <c>// real time: …</c>.</summary>
internal static partial class RealTimeRules
{
    public const string Excuse = "// real time:";

    private static readonly string[] Calls =
        ["Thread.Sleep", "Task.Delay", "SpinWait.SpinUntil", "SpinOnce", "Thread.SpinWait"];

    private static readonly string[] Types = ["PeriodicTimer", "System.Timers.Timer"];

    public static IEnumerable<string> Breaches(SourceFile file) =>
        from wait in Waits(file)
        orderby wait.Line
        where !IsExcused(file, wait.Line)
        select $"{file.Path}:{wait.Line}: {wait.Name}; await a signal, or say why on this line or the one above: {Excuse} …";

    private static IEnumerable<(int Line, string Name)> Waits(SourceFile file)
    {
        foreach (SyntaxNode node in file.Syntax.DescendantNodes())
        {
            string? name = node switch
            {
                InvocationExpressionSyntax call => call.Expression.ToString(),
                ObjectCreationExpressionSyntax made => made.Type.ToString(),
                _ => null,
            };
            string[] banned = node is InvocationExpressionSyntax ? Calls : Types;
            if (name is not null && Array.Exists(banned, b => name == b || name.EndsWith("." + b, StringComparison.Ordinal)))
                yield return (file.LineOf(node), name);
        }

        foreach (SyntaxToken token in file.Syntax.DescendantTokens().Where(IsText))
        {
            foreach (Match nap in Nap.Matches(Idling.Replace(token.Text, "")))
                yield return (file.LineOf(token.Parent!), nap.Value);
        }
    }

    private static bool IsText(SyntaxToken token) => token.Kind() is SyntaxKind.StringLiteralToken
        or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
        or SyntaxKind.InterpolatedStringTextToken;

    private static bool IsExcused(SourceFile file, int line) =>
        new[] { line - 1, line - 2 }.Any(i => i >= 0 && HasReason(file.Lines[i]));

    private static bool HasReason(string line)
    {
        int at = line.IndexOf(Excuse, StringComparison.Ordinal);
        return at >= 0 && line[(at + Excuse.Length)..].Trim().Length > 0;
    }

    // A shell that naps; one that sleeps for a minute or more stands for one that goes on until it is stopped.
    [GeneratedRegex(@"\bsleep (0?\.[0-9]+|[0-9](\.[0-9]+)?)(?![0-9.])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Nap { get; }

    // So does one that does nothing else, over and over.
    [GeneratedRegex(@"while :; do sleep [0-9.]+; done", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Idling { get; }
}
