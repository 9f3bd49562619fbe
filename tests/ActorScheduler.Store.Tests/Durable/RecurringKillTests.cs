using System.Diagnostics;
using System.Globalization;

namespace ActorScheduler.Store.Tests.Durable;

public sealed class RecurringKillTests
{
    private const int Kills = 8;

    [Fact]
    public async Task A_process_that_is_killed_again_and_again_gives_each_fire_time_exactly_one_job()
    {
        string folder = Directory.CreateTempSubdirectory("beat").FullName;
        string log = Path.Combine(folder, "log");
        var random = new Random(11);
        for (int life = 0; life < Kills; life++)
            Assert.Null(await LiveAsync(folder, log, life == 0 ? "first" : "later", 1 + random.Next(30)));
        string end = Assert.IsType<string>(await LiveAsync(folder, log, "last", int.MaxValue));

        // By what the jobs themselves wrote. One whose end was not written any more runs again, as the same job.
        var jobs = new SortedDictionary<long, HashSet<string>>();
        foreach (string[] line in File.ReadLines(log).Select(line => line.Split(' ')))
        {
            long time = long.Parse(line[0], CultureInfo.InvariantCulture);
            if (!jobs.TryGetValue(time, out HashSet<string>? known)) jobs.Add(time, known = []);
            known.Add(line[1]);
        }

        Assert.All(jobs, time => Assert.Single(time.Value));
        long[] times = [.. jobs.Keys];
        Assert.Equal(Enumerable.Range(0, times.Length).Select(i => times[0] + (10 * i)), times);
        Assert.Equal($"done {times.Length} 0 0", end);
        Assert.True(times.Length > Kills, "It gets nowhere.");
        await using (IStore store = SqliteStore.Open(Path.Combine(folder, "jobs.db")))
        {
            JournalHead head = await store.OpenAsync("beat", above: 0, CancellationToken.None);
            var ledger = new Ledger();
            await foreach (JournalPiece piece in store.ReadAsync(head.Journal, CancellationToken.None)) ledger.Apply(piece.Facts);
            Assert.Empty(ledger.Jobs);
            Assert.Empty(ledger.Recurrences.Entries);
        }

        Directory.Delete(folder, recursive: true);
    }

    // real time: the process recurs by the machine's clock. It is killed when so many jobs have run, whenever that is.
    private static async Task<string?> LiveAsync(string folder, string log, string life, int runsBeforeKill)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                typeof(RecurringKillTests).Assembly.Location, "beat", Path.Combine(folder, "jobs.db"), log, life,
            },
        };
        using Process process = Process.Start(start)!;
        string? line = null;
        for (int runs = 0; runs < runsBeforeKill; runs++)
        {
            line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
            if (line?.StartsWith("done", StringComparison.Ordinal) != false) break;
        }

        bool isDone = line?.StartsWith("done", StringComparison.Ordinal) == true;
        if (!isDone) process.Kill();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return isDone ? line : null;
    }
}
