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
    private const int Kills = 6;

    private readonly TestFolder _folder = new();
    private readonly HashSet<int> _done = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_run_that_is_killed_again_and_again_does_each_job_and_none_that_was_done(int seed)
    {
        var random = new Random(seed);
        var killers = new HashSet<int>();
        while (killers.Count < Kills) killers.Add(random.Next(1, Jobs + 1));
        _folder.Write("jobs", string.Concat(Enumerable.Range(1, Jobs).Select(n => Command(n, killers.Contains(n), random.Next(3)))));
        int lives = 1;
        while (!await LiveAsync(lives == 1 ? "--progress=never" : "--resume"))
        {
            lives++;
            Assert.True(lives <= Kills + 1, "It gets nowhere.");
        }

        Assert.InRange(lives, 2, Kills + 1);        // two killers may have shot at once
        Check(Lines());
        ToolResult nothing = await Tool.RunAsync(_folder.Path, "", "run", "-j4", "--state", "state", "--resume", "jobs");
        Assert.Equal((0, ""), (nothing.ExitCode, nothing.Output));
    }

    // A killer shoots the tool, which is the parent of its shell, at one of three places, and only once.
    private static string Command(int n, bool kills, int place)
    {
        string shot = $"mkdir shot{n} 2>/dev/null && kill -9 $PPID; ";
        string[] steps = [$"echo b {n} >> out; ", $"echo e {n} >> out; ", $"echo done {n}."];
        if (kills) steps[place] = shot + steps[place];
        return (n % Stage == 1 && n > 1 ? "---\n" : "") + string.Concat(steps) + "\n";
    }

    // True when it came to its end, false when it was killed.
    private async Task<bool> LiveAsync(string resume)
    {
        int known = Lines().Length;
        ToolResult result = await Tool.RunAsync(_folder.Path, "", "run", "-j4", "--state", "state", resume, "jobs");
        CheckNotAgain(known);
        await LookAsync();
        Assert.All(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Contains(int.Parse(line[5..^1], CultureInfo.InvariantCulture), _done));
        return result.ExitCode == 0;
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
