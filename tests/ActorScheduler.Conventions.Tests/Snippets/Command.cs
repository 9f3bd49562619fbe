using System.Diagnostics;

namespace ActorScheduler.Conventions.Snippets;

/// <summary>Runs a command as a user would: without what the test run put into the environment for its own build.</summary>
internal static class Command
{
    /// <summary>Runs it with an empty standard input.</summary>
    /// <exception cref="SnippetException">It took longer than the patience lasts.</exception>
    public static async Task<CommandResult> RunAsync(ProcessStartInfo info, TimeSpan patience)
    {
        info.RedirectStandardInput = info.RedirectStandardOutput = info.RedirectStandardError = true;
        info.UseShellExecute = false;
        foreach (string name in info.Environment.Keys.Where(IsOfTheTestRun).ToArray()) info.Environment.Remove(name);
        using var process = new Process { StartInfo = info };
        process.Start();
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw new SnippetException($"{info.FileName}: not done after {patience}:\n{await output}{await errors}");
        }

        return new CommandResult(process.ExitCode, await output, await errors);
    }

    private static bool IsOfTheTestRun(string name) =>
        name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
            || (name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) && name != "MSBUILDDISABLENODEREUSE");
}
