namespace ActorScheduler.Conventions;

public sealed class StyleTests
{
    private static readonly IReadOnlyList<SourceFile> Sources = Repository.CSharp("src");

    [Fact]
    public void There_are_sources_to_look_at() =>
        Assert.Contains(Sources, file => file.Path == "src/ActorScheduler.Core/Jobs/Job.cs");

    [Fact]
    public void Every_source_is_understood_by_the_parser_of_these_tests() => Holds(StyleRules.SyntaxErrors);

    [Fact]
    public void Files_have_at_most_300_lines() => Holds(StyleRules.LongFiles, StyleExceptions.LongFiles);

    [Fact]
    public void Lines_have_at_most_120_columns() => Holds(StyleRules.LongLines);

    [Fact]
    public void Methods_have_at_most_50_lines() => Holds(StyleRules.LongMethods, StyleExceptions.LongMethods);

    [Fact]
    public void A_file_has_one_public_type() => Holds(StyleRules.SeveralPublicTypes);

    [Fact]
    public void Nothing_unfinished_is_marked_in_the_sources() => Holds(StyleRules.WordsNotToShip);

    [Fact]
    public void Every_exception_from_a_rule_is_still_needed()
    {
        AssertNone(Unneeded(StyleRules.LongFiles, StyleExceptions.LongFiles));
        AssertNone(Unneeded(StyleRules.LongMethods, StyleExceptions.LongMethods));
    }

    [Fact]
    public void The_rules_find_what_they_look_for()
    {
        string body = string.Concat(Enumerable.Repeat("        _ = 1;\n", 60));
        string padding = new('/', 130);
        string text = $"namespace N;\npublic class A\n{{\n    void M()\n    {{\n{body}    }}\n}}\n"
            + $"public enum B {{ }}\n{padding}\n// TODO\n"
            + string.Concat(Enumerable.Repeat("//\n", 300));
        SourceFile file = SourceFile.FromText("bad.cs", text);

        Assert.Single(StyleRules.LongFiles(file));
        Assert.Equal(["bad.cs:69: 130 columns, at most 120"], StyleRules.LongLines(file));
        Assert.Equal(["bad.cs:4: M has 63 lines, at most 50"], StyleRules.LongMethods(file));
        Assert.Equal(["bad.cs: A, B are public; one public type a file"], StyleRules.SeveralPublicTypes(file));
        Assert.Equal(["bad.cs:70: TODO"], StyleRules.WordsNotToShip(file));
    }

    private static void Holds(
        Func<SourceFile, IEnumerable<string>> rule, IReadOnlyDictionary<string, string>? exceptions = null) =>
        AssertNone(Sources.Where(file => exceptions?.ContainsKey(file.Path) != true).SelectMany(rule));

    private static IEnumerable<string> Unneeded(
        Func<SourceFile, IEnumerable<string>> rule, IReadOnlyDictionary<string, string> exceptions) =>
        exceptions.Keys.Where(path => !Sources.Where(file => file.Path == path).SelectMany(rule).Any());

    private static void AssertNone(IEnumerable<string> found)
    {
        string[] all = [.. found];
        Assert.True(all.Length == 0, $"{all.Length} found:\n{string.Join('\n', all)}");
    }
}
