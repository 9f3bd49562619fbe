using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ActorScheduler.Conventions;

/// <summary>One C# source: its text, its lines and its syntax tree.</summary>
internal sealed class SourceFile
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14);

    private SourceFile(string path, string text)
    {
        Path = path;
        Lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Tree = CSharpSyntaxTree.ParseText(text, ParseOptions, path);
    }

    /// <summary>Relative to the repository's root, with <c>/</c>.</summary>
    public string Path { get; }

    public IReadOnlyList<string> Lines { get; }

    public SyntaxTree Tree { get; }

    public CompilationUnitSyntax Syntax => Tree.GetCompilationUnitRoot();

    public static SourceFile Read(string path) => new(path, Repository.Read(path));

    public static SourceFile FromText(string path, string text) => new(path, text);

    /// <summary>The line of a node, from 1.</summary>
    public int LineOf(SyntaxNode node) => Tree.GetLineSpan(node.Span).StartLinePosition.Line + 1;

    /// <summary>How many lines a node takes from its first to its last token: comments above it do not count.</summary>
    public int LinesOf(SyntaxNode node)
    {
        FileLinePositionSpan span = Tree.GetLineSpan(node.Span);
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }
}
