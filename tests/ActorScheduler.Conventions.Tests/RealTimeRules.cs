using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ActorScheduler.Conventions;

/// <summary>Tests wait for signals, never for time to pass. One that must says why: <c>// real time: …</c>.</summary>
internal static class RealTimeRules
{
    public const string Excuse = "// real time:";

    private static readonly string[] Waits = ["Thread.Sleep", "Task.Delay", "SpinWait.SpinUntil"];

    public static IEnumerable<string> Breaches(SourceFile file) =>
        from call in file.Syntax.DescendantNodes().OfType<InvocationExpressionSyntax>()
        let name = call.Expression.ToString()
        where Waits.Any(wait => name == wait || name.EndsWith("." + wait, StringComparison.Ordinal))
        let line = file.LineOf(call)
        where !IsExcused(file, line)
        select $"{file.Path}:{line}: {name}; await a signal, or say why on this line or the one above: {Excuse} …";

    private static bool IsExcused(SourceFile file, int line) =>
        new[] { line - 1, line - 2 }.Any(i => i >= 0 && HasReason(file.Lines[i]));

    private static bool HasReason(string line)
    {
        int at = line.IndexOf(Excuse, StringComparison.Ordinal);
        return at >= 0 && line[(at + Excuse.Length)..].Trim().Length > 0;
    }
}
