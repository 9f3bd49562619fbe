using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ActorScheduler.Conventions;

/// <summary>The rules of size and of one public type a file, as functions from a source to what breaks them.</summary>
internal static class StyleRules
{
    public const int MaxMethodLines = 50;
    public const int MaxFileLines = 300;
    public const int MaxColumns = 120;

    private static readonly string[] BannedWords = ["TODO", "FIXME", "TBD", "NotImplementedException"];

    public static IEnumerable<string> LongFiles(SourceFile file)
    {
        if (file.Lines.Count > MaxFileLines)
            yield return $"{file.Path}: {file.Lines.Count} lines, at most {MaxFileLines}";
    }

    public static IEnumerable<string> LongLines(SourceFile file)
    {
        for (int i = 0; i < file.Lines.Count; i++)
        {
            int columns = file.Lines[i].Length;
            if (columns > MaxColumns) yield return $"{file.Path}:{i + 1}: {columns} columns, at most {MaxColumns}";
        }
    }

    public static IEnumerable<string> LongMethods(SourceFile file)
    {
        foreach (SyntaxNode node in file.Syntax.DescendantNodes().Where(IsMethod))
        {
            int lines = file.LinesOf(node);
            string place = $"{file.Path}:{file.LineOf(node)}";
            if (lines > MaxMethodLines)
                yield return $"{place}: {NameOf(node)} has {lines} lines, at most {MaxMethodLines}";
        }
    }

    /// <summary>
    /// One public name a file; the generic kin of a type (<c>JobHandle&lt;T&gt;</c>) may stand beside it.
    /// </summary>
    public static IEnumerable<string> SeveralPublicTypes(SourceFile file)
    {
        string[] names =
        [
            .. file.Syntax.DescendantNodes(node => node is not TypeDeclarationSyntax)
                .OfType<MemberDeclarationSyntax>()
                .Where(IsPublicType)
                .Select(NameOf)
                .Distinct(StringComparer.Ordinal),
        ];
        if (names.Length > 1)
            yield return $"{file.Path}: {string.Join(", ", names)} are public; one public type a file";
    }

    public static IEnumerable<string> WordsNotToShip(SourceFile file)
    {
        for (int i = 0; i < file.Lines.Count; i++)
        {
            foreach (string word in BannedWords)
            {
                if (file.Lines[i].Contains(word, StringComparison.Ordinal)) yield return $"{file.Path}:{i + 1}: {word}";
            }
        }
    }

    public static IEnumerable<string> SyntaxErrors(SourceFile file) =>
        file.Tree.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString());

    private static bool IsMethod(SyntaxNode node) =>
        node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax
            or AnonymousFunctionExpressionSyntax;

    private static bool IsPublicType(MemberDeclarationSyntax node) =>
        node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax && node.Modifiers.Any(SyntaxKind.PublicKeyword);

    private static string NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        AccessorDeclarationSyntax accessor => accessor.Keyword.Text,
        AnonymousFunctionExpressionSyntax => "a lambda",
        _ => node.Kind().ToString(),
    };
}
