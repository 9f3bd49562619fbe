using System.Diagnostics;

namespace ActorScheduler.Conventions.Snippets;

/// <summary>
/// The sources in a temporary folder, as a fresh clone has them, to run a page's commands in: building there cannot
/// disturb the build that these tests run in.
/// </summary>
internal sealed class RepositoryCopy : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly string[] LeftOut = [".git", ".vs", ".idea", "bin", "obj", "artifacts", "TestResults"];

    private readonly string _folder = Directory.CreateTempSubdirectory("clone-").FullName;

    public RepositoryCopy(bool withSources = true)
    {
        if (withSources) Copy(new DirectoryInfo(Repository.Root), _folder);
    }

    /// <exception cref="SnippetException">A command of the block failed or took too long; the message has the
    /// output.</exception>
    public async Task RunShellAsync(Snippet block)
    {
        ProcessStartInfo info = new("/bin/sh", ["-e", "-c", block.Code]) { WorkingDirectory = _folder };

        // Servers of a build would outlive the command and hold its output.
        info.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        info.Environment["UseSharedCompilation"] = "false";
        info.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        CommandResult result = await Command.RunAsync(info, Patience);
        if (result.ExitCode != 0)
            throw new SnippetException($"{block.Place}: exit status {result.ExitCode}:\n{result.Output}{result.Errors}");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (FileInfo file in from.EnumerateFiles()) file.CopyTo(Path.Combine(to, file.Name));
        foreach (DirectoryInfo folder in from.EnumerateDirectories()
            .Where(f => !LeftOut.Contains(f.Name, StringComparer.Ordinal)))
            Copy(folder, Path.Combine(to, folder.Name));
    }
}
