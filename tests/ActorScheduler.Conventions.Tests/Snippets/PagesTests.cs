namespace ActorScheduler.Conventions.Snippets;

/// <summary>Every block of code that users read compiles, runs and prints what its page says.</summary>
[Collection(OneAtATime.Name)]
public sealed class PagesTests
{
    public static TheoryData<string> CSharp =>
        [.. Pages.Blocks.Where(block => block.Language == "csharp").Select(block => block.Place)];

    public static TheoryData<string> Commands => [.. Pages.Blocks.Where(IsCommand).Select(block => block.Place)];

    [Theory]
    [MemberData(nameof(CSharp))]
    public Task A_block_of_code_does_what_its_page_says(string place) => SnippetRunner.RunAsync(Pages.BlockAt(place));

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_that_a_page_promises_works_on_a_fresh_copy(string place)
    {
        if (OperatingSystem.IsWindows()) return;    // the pages' commands are those of a POSIX shell
        using var copy = new RepositoryCopy();
        await copy.RunShellAsync(Pages.BlockAt(place));
    }

    [Fact]
    public void Every_block_says_its_language() =>
        Assert.Empty(Pages.Blocks.Where(block => block.Language.Length == 0).Select(block => block.Place));

    [Fact]
    public void Every_link_to_a_file_leads_to_one() => Assert.Empty(Pages.Files.SelectMany(PageLinks.Broken));

    [Fact]
    public async Task A_command_that_fails_is_reported_with_its_output()
    {
        if (OperatingSystem.IsWindows()) return;
        using var copy = new RepositoryCopy(withSources: false);
        var block = new Snippet("page.md", 3, "sh", "echo before\nfalse\necho after",
            new Dictionary<string, string>(StringComparer.Ordinal));
        SnippetException failure = await Assert.ThrowsAsync<SnippetException>(() => copy.RunShellAsync(block));
        Assert.Contains("page.md:3: exit status 1", failure.Message, StringComparison.Ordinal);
        Assert.Contains("before", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("after", failure.Message, StringComparison.Ordinal);
    }

    private static bool IsCommand(Snippet block) => block.Language == "sh" && block.Notes.ContainsKey("run");
}
