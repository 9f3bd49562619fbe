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
        using var shell = new Process { StartInfo = StartInfo(block.Code) };
        shell.Start();
        shell.StandardInput.Close();
        Task<string> output = shell.StandardOutput.ReadToEndAsync();
        Task<string> errors = shell.StandardError.ReadToEndAsync();
        try
        {
            await shell.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            shell.Kill(entireProcessTree: true);
            throw new SnippetException(
                $"{block.Place}: not done after {Patience.TotalMinutes} minutes:\n{await output}{await errors}");
        }

        if (shell.ExitCode != 0)
            throw new SnippetException($"{block.Place}: exit status {shell.ExitCode}:\n{await output}{await errors}");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ProcessStartInfo StartInfo(string script)
    {
        var info = new ProcessStartInfo("/bin/sh", ["-e", "-c", script])
        {
            WorkingDirectory = _folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What the test run put there for its own build, and servers that would outlive the command and hold its
        // output.
        foreach (string name in info.Environment.Keys.Where(IsOfTheTestRun).ToArray()) info.Environment.Remove(name);
        info.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        info.Environment["UseSharedCompilation"] = "false";
        info.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        return info;
    }

    private static bool IsOfTheTestRun(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase);

    private static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (FileInfo file in from.EnumerateFiles()) file.CopyTo(Path.Combine(to, file.Name));
        foreach (DirectoryInfo folder in from.EnumerateDirectories()
            .Where(f => !LeftOut.Contains(f.Name, StringComparer.Ordinal)))
            Copy(folder, Path.Combine(to, folder.Name));
    }
}
