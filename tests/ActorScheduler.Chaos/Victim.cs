using System.Globalization;

namespace ActorScheduler.Chaos;

/// <summary>
/// The process that is killed: one life of a durable scheduler. It goes on with what is in the store, submits what the
/// plan has for it, and waits for its death; the last one ends by itself when nothing is left.
/// </summary>
internal static class Victim
{
    /// <summary>The variable that says which life it is, also to its children.</summary>
    public const string LifeVariable = "CHAOS_LIFE";

    /// <summary>The variable that puts a <see cref="HastyStore"/> between the scheduler and its store.</summary>
    public const string HastyVariable = "CHAOS_HASTY";

    /// <summary>The variable that leaves children alive when their process dies: the next life has to stop them.</summary>
    public const string UnguardedVariable = "CHAOS_UNGUARDED";

    public const string Store = "jobs.db";
    public const string Log = "log";
    public const string Beats = "beats";
    public const string Harmless = "harmless";
    public const string Trouble = "trouble";
    public const string Scheduler = "victim";

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [string folder, .. string[] numbers] || numbers.Length != 3) return 2;
        int[] n = [.. numbers.Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        try
        {
            await LiveAsync(folder, Plan.Of(n[0], n[1]), upTo: n[2]).ConfigureAwait(false);
            return 0;
        }
        catch (Exception e)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, Trouble), e.ToString()).ConfigureAwait(false);
            return 3;
        }
    }

    private static async Task LiveAsync(string folder, Plan plan, int upTo)
    {
        int life = int.Parse(Environment.GetEnvironmentVariable(LifeVariable)!, CultureInfo.InvariantCulture);
        string path = Path.Combine(folder, Log);
        using var log = new NoteLog(path);
        using var beats = new NoteLog(Path.Combine(folder, Beats));
        string harmless = Path.Combine(folder, Harmless);
        bool isGuarded = Environment.GetEnvironmentVariable(UnguardedVariable) is null;
        await using SqliteStore store = SqliteStore.Open(Path.Combine(folder, Store));
        await using SchedulerNode node = await SchedulerNode.StartAsync(new NodeOptions
        {
            Store = Environment.GetEnvironmentVariable(HastyVariable) is null ? store : new HastyStore(store),
            Handlers = HandlersOf(new ChaosHandler(log, life, harmless), new BeatHandler(beats, life)),
            Processes = new ProcessSettings { KillOrphansIfKilled = isGuarded },
        }).ConfigureAwait(false);
        Scheduler scheduler = node.CreateScheduler(Scheduler, new SchedulerOptions
        {
            Durable = true,
            MaxJobs = Plan.MaxJobs,
            GroupLimits = Plan.Limits.ToDictionary(static l => GroupKey.Of(l.Key), static l => l.Value),
        });
        await BeatKeeper.BeginAsync(scheduler, life).ConfigureAwait(false);
        using var submitter = new Submitter(plan, log, path, life, scheduler) { Harmless = harmless };
        await submitter.RunAsync(upTo).ConfigureAwait(false);
        await scheduler.DrainAsync().ConfigureAwait(false);
        if (upTo < plan.Count) await new TaskCompletionSource().Task.ConfigureAwait(false);
        await BeatKeeper.EndAsync(scheduler, beats, life).ConfigureAwait(false);
        log.Write(new Note(NoteKind.Done, Job: 0, Copy: 0, life));
    }

    private static JobHandlers HandlersOf(ChaosHandler handler, BeatHandler beats)
    {
        var handlers = new JobHandlers();
        handlers.Add<ChaosJob, int>(handler);
        handlers.Add<ChaosSteps, int>(handler);
        handlers.Add<ChaosBeat, int>(beats);
        return handlers;
    }
}
