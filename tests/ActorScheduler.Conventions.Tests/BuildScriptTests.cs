namespace ActorScheduler.Conventions;

/// <summary>The build script is a switch for people who like one; it may not become a second build system.</summary>
public sealed class BuildScriptTests
{
    private static readonly string[] Lines =
        [.. Repository.Read("build.ps1").ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim())
            .Where(line => line.Length > 0)];

    [Theory]
    [InlineData("build", "build $solution ")]
    [InlineData("test", "test $solution ")]
    [InlineData("bench", "run --project $benchmarks ")]
    [InlineData("pack", "pack $solution ")]
    public void A_word_is_one_call_of_dotnet(string word, string call)
    {
        string line = Assert.Single(Lines, line => line.StartsWith($"'{word}'", StringComparison.Ordinal));
        string block = line[line.IndexOf('{', StringComparison.Ordinal)..];
        Assert.StartsWith($"{{ dotnet {call}", block, StringComparison.Ordinal);
        Assert.Equal(block.IndexOf("dotnet", StringComparison.Ordinal),
            block.LastIndexOf("dotnet", StringComparison.Ordinal));
        Assert.DoesNotContain(";", block, StringComparison.Ordinal);
        Assert.EndsWith("}", block, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_else_calls_anything()
    {
        Assert.Equal(4, Lines.Count(line => line.Contains("{ dotnet ", StringComparison.Ordinal)));
        string[] keywords = ["if (", "foreach", "while", "function ", "Invoke-", "Start-Process", "& "];
        Assert.DoesNotContain(Lines, line =>
            keywords.Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void It_stays_thin() => Assert.InRange(Lines.Length, 5, 30);

    [Fact]
    public void Its_last_line_passes_the_exit_status_on() => Assert.Equal("exit $LASTEXITCODE", Lines[^1]);

    [Fact]
    public void Another_word_prints_the_help_and_fails() =>
        Assert.Contains(Lines, line =>
            line.StartsWith("default", StringComparison.Ordinal) && line.Contains("exit 2", StringComparison.Ordinal));
}
