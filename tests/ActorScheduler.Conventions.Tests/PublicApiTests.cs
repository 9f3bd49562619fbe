using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ActorScheduler.Conventions;

/// <summary>
/// What users see changes only as a diff that somebody reads: the approved surface of each package is a file of
/// <c>PublicApi/</c>.
/// </summary>
public sealed class PublicApiTests
{
    private const string Approve = "UPDATE_PUBLIC_API";

    private const string Sample = """
        namespace Sample;
        public sealed record Point(int X, string? Name = null) { internal int Hidden; private int Secret => X; }
        public enum Color : byte { Red, Green = 4 }
        public abstract class Shape<T> : System.IDisposable where T : class
        {
            private protected Shape() { }
            public required T? Tag { get; init; }
            public event System.Action? Moved;
            protected virtual void Move(in Point by, params int[] steps) => Moved?.Invoke();
            public void Dispose() { }
            public readonly struct Part { public const int Most = 3; }
        }
        public static class Extensions { extension(Point) { public static Point Origin => new(0); } }
        internal class Unseen;
        """;

    private const string SampleSurface = """
        public enum Sample.Color
            Green = 4
            Red = 0

        public static class Sample.Extensions

        Sample.Extensions extension(Point)
            public static Point Origin { get; }

        public sealed record Sample.Point
            public Point(int X, string? Name = null)
            public int X { get; init; }
            public string? Name { get; init; }

        public abstract class Sample.Shape<T> : System.IDisposable
            protected virtual void Move(in Point by, params int[] steps)
            public event Action? Moved
            public required T? Tag { get; init; }
            public void Dispose()

        public readonly struct Sample.Shape<T>.Part
            public const int Most = 3

        """;

    [Theory]
    [InlineData("ActorScheduler.Core", "Core")]
    [InlineData("ActorScheduler", "ActorScheduler")]
    [InlineData("ActorScheduler.Sqlite", "Sqlite")]
    [InlineData("ActorScheduler.TestKit", "TestKit")]
    public void The_public_surface_is_the_approved_one(string assembly, string file)
    {
        string path = Repository.Full($"tests/ActorScheduler.Conventions.Tests/PublicApi/{file}.txt");
        string actual = PublicApi.Describe(assembly);
        if (Environment.GetEnvironmentVariable(Approve) == "1") File.WriteAllText(path, actual);

        string approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        Assert.True(approved == actual, Explain(file, approved, actual));
    }

    [Fact]
    public void The_tool_is_no_library() => Assert.Equal("", PublicApi.Describe("ActorScheduler.Cli"));

    [Fact]
    public void A_difference_is_shown_line_by_line()
    {
        string text = Explain("X", "public class A\n    public int Old { get; }\n",
            "public class A\n    public int New { get; }\n");
        Assert.Contains("- public class A:     public int Old { get; }", text, StringComparison.Ordinal);
        Assert.Contains("+ public class A:     public int New { get; }", text, StringComparison.Ordinal);
        Assert.Contains("UPDATE_PUBLIC_API=1 dotnet test", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_surface_is_told_in_the_words_of_the_language()
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "sample", [SourceFile.FromText("sample.cs", Sample).Tree], ReferenceAssemblies.All,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        Assert.Empty(compilation.Emit(image).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
        Assert.Equal(SampleSurface, PublicApi.Describe(MetadataReference.CreateFromImage(image.ToArray())));
    }

    private static string Explain(string file, string approved, string actual)
    {
        string[] before = [.. Qualified(approved)];
        string[] after = [.. Qualified(actual)];
        IEnumerable<string> changes = before.Except(after, StringComparer.Ordinal).Select(line => "- " + line)
            .Concat(after.Except(before, StringComparer.Ordinal).Select(line => "+ " + line));
        return $"""
            The public surface differs from PublicApi/{file}.txt:
            {string.Join('\n', changes)}

            If users should see it so, approve it and commit the file:
                {Approve}=1 dotnet test tests/ActorScheduler.Conventions.Tests --filter PublicApi
            """;
    }

    /// <summary>
    /// Each line with the type it stands under, so that equal members of two types do not hide each other.
    /// </summary>
    private static IEnumerable<string> Qualified(string text)
    {
        string type = "";
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith(' ')) yield return $"{type}: {line}";
            else
            {
                type = line.Split(" : ")[0];
                yield return line;
            }
        }
    }
}
