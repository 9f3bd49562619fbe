using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ActorScheduler.Conventions.Snippets;

/// <summary>
/// Compiles a block as the compiler would compile a file of top-level statements: usings first, statements, then types.
/// The statements become a method of a class that inherits what the page takes as given from <see
/// cref="SnippetWorld"/>; each name taken from there must be listed in the block's <c>uses</c> note, and each one
/// listed must be used.
/// </summary>
internal static class SnippetCompiler
{
    private const string ClassName = "GeneratedSnippet";

    private const string ImplicitUsings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;
        using ActorScheduler;
        """;

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14);

    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable,
        optimizationLevel: OptimizationLevel.Debug);

    /// <summary>The bytes of an assembly with one class, derived from <see cref="SnippetWorld"/>.</summary>
    /// <exception cref="SnippetException">It does not compile, or its notes do not fit it; the message has file and
    /// line.</exception>
    public static byte[] Compile(Snippet snippet)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(Wrap(snippet), ParseOptions);
        CSharpCompilation compilation = CSharpCompilation.Create(
            $"Snippet_{Path.GetFileNameWithoutExtension(snippet.File)}_{snippet.Line}", [tree],
            ReferenceAssemblies.All, Options);
        Compilation complete = snippet.Code.Contains("JsonSerializerContext", StringComparison.Ordinal)
            ? JsonGenerator.Run(compilation, ParseOptions)
            : compilation;
        using var assembly = new MemoryStream();
        string[] errors =
        [
            .. complete.Emit(assembly).Diagnostics
                .Where(d => d.Severity == DiagnosticSeverity.Error)
                .Select(d => Describe(snippet, d)),
        ];
        if (errors.Length > 0) throw new SnippetException(string.Join('\n', errors));
        CheckUses(snippet, compilation.GetSemanticModel(tree));
        return assembly.ToArray();
    }

    private static string Wrap(Snippet snippet)
    {
        CompilationUnitSyntax unit = CSharpSyntaxTree.ParseText(snippet.Code, ParseOptions).GetCompilationUnitRoot();
        IEnumerable<string> statements =
            unit.Members.OfType<GlobalStatementSyntax>().Select(member => Located(snippet, member));
        IEnumerable<string> types = unit.Members.Where(member => member is not GlobalStatementSyntax)
            .Select(member => Located(snippet, member));
        return $$"""
            #pragma warning disable
            #nullable enable
            {{ImplicitUsings}}
            {{string.Join('\n', unit.Usings.Select(directive => Located(snippet, directive)))}}
            internal sealed class {{ClassName}} : ActorScheduler.Conventions.Snippets.SnippetWorld
            {
                public override async Task RunAsync()
                {
            {{string.Join('\n', statements)}}
            #line hidden
                }
            }
            {{string.Join('\n', types)}}
            """;
    }

    private static string Located(Snippet snippet, SyntaxNode node)
    {
        int line = node.SyntaxTree.GetLineSpan(node.FullSpan).StartLinePosition.Line + snippet.Line;
        return $"#line {line} \"{snippet.File}\"\n{node.ToFullString()}";
    }

    private static string Describe(Snippet snippet, Diagnostic diagnostic)
    {
        FileLinePositionSpan span = diagnostic.Location.GetMappedLineSpan();
        string place = span.HasMappedPath ? $"{span.Path}:{span.StartLinePosition.Line + 1}" : snippet.Place;
        return $"{place}: {diagnostic.Id} {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
    }

    private static void CheckUses(Snippet snippet, SemanticModel model)
    {
        string[] used =
        [
            .. model.SyntaxTree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
                .Where(name => name.Parent is not MemberAccessExpressionSyntax access || access.Name != name)
                .Select(name => model.GetSymbolInfo(name).Symbol)
                .Where(symbol =>
                    symbol is { ContainingSymbol: INamedTypeSymbol { Name: nameof(SnippetWorld) } })
                .Select(symbol => symbol!.Name)
                .Distinct(StringComparer.Ordinal),
        ];
        string[] silent = [.. used.Except(snippet.Uses, StringComparer.Ordinal)];
        string[] unused = [.. snippet.Uses.Except(used, StringComparer.Ordinal)];
        if (silent.Length > 0)
            throw new SnippetException(
                $"{snippet.Place}: takes {string.Join(", ", silent)} as given; say so: <!-- uses: … -->");
        if (unused.Length > 0) throw new SnippetException($"{snippet.Place}: does not use {string.Join(", ", unused)}");
    }
}
