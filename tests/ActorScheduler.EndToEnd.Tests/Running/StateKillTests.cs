using System.Globalization;

namespace ActorScheduler.EndToEnd.Tests.Running;

/// <summary>
/// The tool is killed again and again, anywhere, and resumed until it is through. Real processes: what a kill leaves
/// behind is the subject.
/// </summary>
public sealed class StateKillTests : IDisposable
{
    private const int Jobs = 300;
    private const int Stage = 100;
    private const int Kills = 5;

    private readonly TestFolder _folder = new();
    private readonly HashSet<int> _done = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_run_that_is_killed_again_and_again_does_each_job_and_none_that_was_done(int seed)
    {
        var random = new Random(seed);
        _folder.Write("jobs", string.Concat(Enumerable.Range(1, Jobs).Select(Command)));
        for (int kill = 0; kill < Kills; kill++)
        {
            int from = 1 + (kill * Jobs / Kills);
            await RunUntilAsync(random.Next(from, from + (Jobs / Kills) - 5), kill == 0 ? "--progress=never" : "--resume");
        }

        int known = Lines().Length;
        ToolResult last = await Tool.RunAsync(_folder.Path, "", "run", "-j4", "--state", "state", "--resume", "jobs");
        Assert.Equal(0, last.ExitCode);
        CheckNotAgain(known);
        Check(Lines());
        ToolResult nothing = await Tool.RunAsync(_folder.Path, "", "run", "-j4", "--state", "state", "--resume", "jobs");
        Assert.Equal((0, ""), (nothing.ExitCode, nothing.Output));
    }

    private static string Command(int n) =>
        (n % Stage == 1 && n > 1 ? "---\n" : "") + $"echo b {n} >> out; echo e {n} >> out; echo done {n}.\n";

    // Kills it as soon as a job's output has come, or when it is through.
    private async Task RunUntilAsync(int job, string resume)
    {
        int known = Lines().Length;
        ToolResult result;
        using (Tool tool = Tool.Start(_folder.Path, "run", "-j4", "--state", "state", resume, "jobs"))
        {
            if (!_done.Contains(job)) await tool.Output($"done {job}.\n");
            tool.Signal(9);
            result = await tool.WaitAsync();
        }

        CheckNotAgain(known);
        await LookAsync();
        Assert.All(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Contains(int.Parse(line[5..^1], CultureInfo.InvariantCulture), _done));
    }

    // What the tool itself holds for done must never run again.
    private void CheckNotAgain(int from) =>
        Assert.DoesNotContain(Lines()[from..], line => line[0] == 'b' && _done.Contains(NumberOf(line)));

    private async Task LookAsync()
    {
        ToolResult left = await Tool.RunAsync(_folder.Path, "", "run", "--state", "state", "--resume", "--dry-run", "jobs");
        Assert.Equal(0, left.ExitCode);
        int[] missing = [.. left.Output.Split('\n').Where(line => line.Contains(':', StringComparison.Ordinal))
            .Select(line => int.Parse(line[..line.IndexOf(':', StringComparison.Ordinal)], CultureInfo.InvariantCulture))];
        Assert.DoesNotContain(missing, _done.Contains);      // what was done once stays done
        _done.UnionWith(Enumerable.Range(1, Jobs).Except(missing));
        Assert.Subset(Lines().Where(line => line[0] == 'e').Select(NumberOf).ToHashSet(), _done);
    }

    private static void Check(string[] lines)
    {
        Assert.Equal(Enumerable.Range(1, Jobs), lines.Where(line => line[0] == 'e').Select(NumberOf).Distinct().Order());
        Assert.InRange(lines.Count(line => line[0] == 'b'), Jobs, Jobs + (Kills * (4 + 4)));    // those that ran, and the next in their places
        for (int end = Stage; end < Jobs; end += Stage)
        {
            int first = Array.FindIndex(lines, line => NumberOf(line) > end);
            Assert.True(Array.FindLastIndex(lines, line => NumberOf(line) <= end) < first, "A barrier was passed too early.");
        }
    }

    private static int NumberOf(string line) => int.Parse(line.AsSpan(2), CultureInfo.InvariantCulture);

    private string[] Lines() =>
        File.Exists(_folder["out"]) ? _folder.Read("out").Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
}
