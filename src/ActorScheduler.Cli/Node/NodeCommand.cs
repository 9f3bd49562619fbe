using System.Globalization;
using ActorScheduler.Cli.Run;
using ActorScheduler.Cli.Stores;
using ActorScheduler.Client;

namespace ActorScheduler.Cli.Node;

/// <summary>The command <c>node</c>: runs the jobs of one scheduler of a store until it is asked to stop.</summary>
internal static class NodeCommand
{
    public static readonly StoreVerb Verb = new("node", Help, RunAsync)
    {
        WithValue =
        [
            "--scheduler", "--max-jobs", "--max-load", "--load-signal", "--group", "--keep-exits", "--on-failure",
        ],
        Short = new Dictionary<char, string> { ['j'] = "--max-jobs", ['l'] = "--max-load" },
    };

    private const string Help = """
        actorscheduler node --store FILE [options]

        Runs the jobs that were submitted to a scheduler of a store, until SIGTERM or
        SIGINT. The file is made when it is not there. One node at a time runs a
        scheduler; other nodes may run other schedulers of the same store. What it does
        is told on standard error.

          actorscheduler node --store jobs.db -j 4 --group disk=1

              --store FILE            the store, a SQLite file on a local disk
              --scheduler NAME        which scheduler; default: default
          -j, --max-jobs N|unlimited  jobs at once; default: the processors
          -l, --max-load X            start nothing more while the load is at least X
              --load-signal SIGNAL    load-average (default), runnable or pressure
              --group NAME=LIMIT      at most LIMIT jobs of this group at once, 0 for
                                      none; may be repeated
              --keep-exits D          how long the end of a job is kept; default 1d
              --on-failure MODE       after a failed job: continue (default), fail-early
                                      (start and take nothing more), cancel (also stop
                                      what runs)
          -h, --help
              --version

        Asked to stop, it stops what runs and ends: jobs that wait, and those that were
        submitted as idempotent, go on with the next node; other jobs that ran end as
        lost. A second signal kills at once. Killed by kill -9, its jobs die with it (on
        Linux), and the next node goes on in the same way.

        Exit status: 0 asked to stop; 1 the scheduler was taken over by another program,
        or the store failed for good; 2 wrong usage, or the store cannot be used.
        """;

    private static async Task<int> RunAsync(VerbArguments arguments)
    {
        SchedulerOptions options = NodeOptionsReader.Read(arguments);
        string name = arguments.NonEmpty("--scheduler") ?? StoreSession.DefaultScheduler;
        // Before the file is looked through: a second node must not spend a second on each gigabyte to be refused.
        using NodeLock held = await NodeLock.TakeAsync(StoreSession.PathOf(arguments), name).ConfigureAwait(false);
        await using StoreSession session = StoreSession.Open(arguments, create: true, check: true);
        using var log = new NodeLog(session.Time);
        await session.Store.DiscardAsync([], session.Now, CancellationToken.None).ConfigureAwait(false);
        await TellTakeoverAsync(session, name, log).ConfigureAwait(false);
        await using SchedulerNode node = await SchedulerNode.StartAsync(new NodeOptions
        {
            Store = session.Store,
            LoggerFactory = log,
            TimeProvider = session.Time,
            Processes = new ProcessSettings { Subreaper = true, KillOrphansIfKilled = true, PrepareAtStart = true },
        }).ConfigureAwait(false);
        return await HostAsync(node.CreateScheduler(name, options), log).ConfigureAwait(false);
    }

    private static async Task<int> HostAsync(Scheduler scheduler, NodeLog log)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int signals = 0;
        using var listening = new StopSignals(signal =>
        {
            log.IsStopping = true;
            bool again = Interlocked.Increment(ref signals) > 1;
            log.Write(string.Create(CultureInfo.InvariantCulture,
                $"{scheduler.Name}: signal {signal}, {(again ? "kills what runs" : "stops")}"));
            if (again) scheduler.Core.TellSuspend(kill: true);
            asked.TrySetResult();
        });
        SchedulerStatistics first = await scheduler.GetStatisticsAsync().ConfigureAwait(false);
        if (!scheduler.IsStopped) log.Write($"{scheduler.Name}: ready, {first}");
        Task stopped = scheduler.Core.WaitForStoppedAsync(CancellationToken.None);
        await Task.WhenAny(asked.Task, stopped).ConfigureAwait(false);
        if (!asked.Task.IsCompleted)
        {
            log.Write($"{scheduler.Name}: ended without being asked: another program took the scheduler over, "
                + "or the store failed");
            return ExitCodes.JobsFailed;
        }

        await scheduler.DisposeAsync().ConfigureAwait(false);
        return ExitCodes.Success;
    }

    private static async Task TellTakeoverAsync(StoreSession session, string name, NodeLog log)
    {
        SchedulerView view = await session.ViewAsync(name).ConfigureAwait(false);
        int ran = view.Jobs().Count(static job => job.IsRunning);
        string letters = Counted.Of(view.Letters.Count, "letter");
        string what = view.IsOpened
            ? string.Create(CultureInfo.InvariantCulture,
                $"takes over {Counted.Of(view.Ledger.Jobs.Count, "job")}, {ran} of which ran, and {letters}")
            : $"new, {letters}";
        log.Write(string.Create(CultureInfo.InvariantCulture,
            $"{name}: node of '{session.Path}', process {Environment.ProcessId}: {what}"));
    }
}
