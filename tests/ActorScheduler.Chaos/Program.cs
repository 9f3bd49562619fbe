namespace ActorScheduler.Chaos;

/// <summary>
/// Breaks what a durable scheduler stands on, and looks what becomes of its jobs.
/// </summary>
internal static class Program
{
    private const string Usage = """
        kill [--kills N] [--jobs N] [--seed N] [--folder PATH]
            Kills a process with a durable scheduler at N random moments of its work, starts it again each time, and
            checks what its jobs have written. The folder keeps the store and the log when something is found.
        look PATH
            Says which jobs are left in the store of such a folder.
        """;

    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["kill", .. string[] rest]:
                if (KillOptions.Parse(rest) is not { } options) break;
                using (var killer = new Killer(options))
                {
                    KillReport report = await killer.RunAsync().ConfigureAwait(false);
                    Console.Out.WriteLine(report);
                    return report.Findings.Count == 0 ? 0 : 1;
                }

            case ["look", string folder]:
                await StoreLook.WriteAsync(folder, Console.Out).ConfigureAwait(false);
                return 0;
            case ["victim", .. string[] rest]:
                return await Victim.RunAsync(rest).ConfigureAwait(false);
        }

        Console.Error.WriteLine(Usage);
        return 2;
    }
}
