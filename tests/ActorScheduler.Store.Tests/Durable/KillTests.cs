using System.Diagnostics;
using System.Globalization;

namespace ActorScheduler.Store.Tests.Durable;

public sealed class KillTests
{
    private const int Jobs = 2000;

    [Fact]
    public async Task A_process_that_is_killed_again_and_again_loses_no_job_and_breaks_no_barrier()
    {
        string folder = Directory.CreateTempSubdirectory("kill").FullName;
        string log = Path.Combine(folder, "log");
        var random = new Random(7);
        int kills = 0;
        bool done = await LiveAsync(folder, log, Jobs, endsBeforeKill: 20);
        while (!done)
        {
            kills++;
            Assert.True(kills < 100, "It gets nowhere.");
            done = await LiveAsync(folder, log, 0, kills < 8 ? 1 + random.Next(20) : int.MaxValue);
        }

        Check(File.ReadAllLines(log));
        Assert.True(kills >= 1);        // how far it comes before the next is the system's business
        await using (IStore store = SqliteStore.Open(Path.Combine(folder, "jobs.db")))
        {
            JournalHead head = await store.OpenAsync("victim", above: 0, CancellationToken.None);
            var ledger = new Ledger();
            await foreach (JournalPiece piece in store.ReadAsync(head.Journal, CancellationToken.None)) ledger.Apply(piece.Facts);
            Assert.Empty(ledger.Jobs);
        }

        Directory.Delete(folder, recursive: true);
    }

    // By what the jobs themselves wrote.
    private static void Check(string[] lines)
    {
        int[] ended = [.. lines.Where(l => l.StartsWith('e')).Select(Number)];
        Assert.Equal(Enumerable.Range(1, Jobs), ended.Distinct().Order());
        int firstBehind = Array.FindIndex(lines, l => l.StartsWith('s') && Number(l) > Jobs / 2);
        int lastBefore = Array.FindLastIndex(lines, l => Number(l) <= Jobs / 2);
        Assert.True(lastBefore < firstBehind, "A job behind the barrier started before the last one in front of it ended.");
    }

    private static int Number(string line) => int.Parse(line.AsSpan(2), CultureInfo.InvariantCulture);

    // True when everything was done, false when it was killed.
    private static async Task<bool> LiveAsync(string folder, string log, int jobs, int endsBeforeKill)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                typeof(KillTests).Assembly.Location, "victim", Path.Combine(folder, "jobs.db"), log,
                jobs.ToString(CultureInfo.InvariantCulture),
            },
        };
        using Process process = Process.Start(start)!;
        bool accepted = false;
        int ends = 0;
        string? line = "";
        while ((!accepted || ends < endsBeforeKill) && line is not null and not "done")
        {
            line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
            accepted |= line == "accepted";
            if (line?.StartsWith('e') == true) ends++;
        }

        if (line != "done") process.Kill();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return line == "done";
    }
}
