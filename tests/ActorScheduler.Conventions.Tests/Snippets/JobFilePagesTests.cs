using System.Text.RegularExpressions;

namespace ActorScheduler.Conventions.Snippets;

/// <summary>The job files and options of the pages are those that the tool takes.</summary>
public sealed partial class JobFilePagesTests
{
    public static TheoryData<string> JobFiles =>
        [.. Pages.Blocks.Where(block => block.Notes.ContainsKey("jobs")).Select(block => block.Place)];

    [Theory]
    [MemberData(nameof(JobFiles))]
    public async Task A_job_file_of_a_page_is_accepted(string place)
    {
        CommandResult result = await DryRunAsync(Pages.BlockAt(place));
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.NotEqual("", result.Output);
    }

    [Fact]
    public async Task A_job_file_that_is_wrong_is_refused()
    {
        Snippet page = Assert.Single(MarkdownPage.Snippets("page.md", "<!-- jobs -->\n```yaml\njobs:\n  - ruin: true\n```\n"));
        Assert.Equal(2, (await DryRunAsync(page)).ExitCode);
    }

    [Fact]
    public async Task The_guide_has_the_options_that_the_tool_has()
    {
        CommandResult help = await Tool.RunAsync("run", "--help");
        Assert.Equal(OptionsIn(help.Output), OptionsIn(Repository.Read("src/docs/run.md")));
    }

    private static IEnumerable<string> OptionsIn(string text) =>
        Option().Matches(text).Select(match => match.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static async Task<CommandResult> DryRunAsync(Snippet block)
    {
        string folder = Directory.CreateTempSubdirectory("jobs-").FullName;
        try
        {
            string file = Path.Combine(folder, block.Language == "yaml" ? "jobs.yaml" : "jobs.txt");
            await File.WriteAllTextAsync(file, block.Code + "\n");
            string[] options = block.Notes["jobs"].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return await Tool.RunAsync(["run", "--dry-run", .. options, file]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex("(?<![a-z-])--[a-z][a-z-]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Option();
}
