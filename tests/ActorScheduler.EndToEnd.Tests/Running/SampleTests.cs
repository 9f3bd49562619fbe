namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary>The sample of the readme.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_backup_packs_and_verifies_and_can_be_run_again()
    {
        string sample = Path.Join(Repository(), "samples", "backup", "backup.yaml");
        for (int run = 0; run < 2; run++)
        {
            ToolResult result = await Tool.RunAsync(_folder.Path, "", "run", sample);
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            Assert.Equal(4, result.OutputLines.Length);
            Assert.All(result.OutputLines, line => Assert.Matches(@"^\w+: +\d+ volumes, verified$", line));
        }

        Assert.Equal(["artifacts"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    private static string Repository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Join(folder, "ActorScheduler.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException("the tests are not below the solution");
    }
}
