using ActorScheduler.Cli.Stores;
using ActorScheduler.Client;

namespace ActorScheduler.Cli.Status;

/// <summary>The command <c>status</c>: what a store says of its schedulers or of jobs, whether a node runs or
/// not.</summary>
internal static class StatusCommand
{
    public static readonly StoreVerb Verb = new("status", Help, RunAsync)
    {
        WithValue = ["--scheduler", "--key"],
        Alone = ["--jobs", "--json"],
    };

    private const string Help = """
        actorscheduler status --store FILE [options] [JOB...]

        Without a job: a line for each scheduler of the store, with how many jobs wait,
        are delayed, run, have ended and are kept, and were set aside because their node
        died three times (quarantined); how many letters (what was submitted, or asked
        for) no node has read yet; and, below it, letters that could not be understood,
        with the reason. A node that was killed may have left
        jobs as running: the next one decides what becomes of them. Of the state of
        run --state: how many commands are done, have failed, and run or were cut off;
        what has not begun stands only in the job file.

              --store FILE       the store
              --scheduler NAME   only this scheduler
              --key KEY          the job of this key, in place of an id; may be repeated
              --jobs             a line for each job that has not ended
              --json             one JSON object a line
          -h, --help
              --version

        A line of a job: its id, state, attempts, the moments at which it was submitted,
        last started and ended, and its name or command; after its end how it ended.

        Exit status: 0 told; 1 a job or the scheduler is not known; 2 wrong usage, or the
        store cannot be used.
        """;

    private static async Task<int> RunAsync(VerbArguments arguments)
    {
        IReadOnlyList<JobWord> words = JobWord.ReadAll(arguments);
        bool json = arguments.Has("--json");
        await using StoreSession session = StoreSession.Open(arguments);
        if (words.Count > 0) return await TellJobsAsync(session, words, json).ConfigureAwait(false);
        IReadOnlyList<string> known = await session.ListAsync().ConfigureAwait(false);
        if (session.Scheduler is { } asked && !known.Contains(asked, StringComparer.Ordinal))
        {
            session.Complain($"there is no scheduler '{asked}' in '{session.Path}'");
            return ExitCodes.JobsFailed;
        }

        if (known.Count == 0) session.Complain($"'{session.Path}' has no scheduler yet");
        foreach (string name in await session.NamesAsync().ConfigureAwait(false))
        {
            SchedulerView view = await session.ViewAsync(name).ConfigureAwait(false);
            RunCounts? run = await RunCounts.ReadAsync(view, session).ConfigureAwait(false);
            // What a run has handed in ahead of time is its own affair.
            if (arguments.Has("--jobs")) Tell(session, view.Jobs().Where(job => run is null || job.IsRunning), json);
            else if (run is not null && json) StatusJson.Write(session.Output, name, run);
            else if (run is not null) StatusText.Write(session.Output, name, run);
            else if (json) StatusJson.Write(session.Output, view, session);
            else StatusText.Write(session.Output, view, session);
        }

        return ExitCodes.Success;
    }

    private static async Task<int> TellJobsAsync(StoreSession session, IReadOnlyList<JobWord> words, bool json)
    {
        int status = ExitCodes.Success;
        foreach (JobWord word in words)
        {
            if (await session.FindAsync(word).ConfigureAwait(false) is { } job) Tell(session, [job], json);
            else status = ExitCodes.JobsFailed;
        }

        return status;
    }

    private static void Tell(StoreSession session, IEnumerable<JobView> jobs, bool json)
    {
        foreach (JobView job in jobs)
        {
            if (json) StatusJson.Write(session.Output, job, session.Now);
            else StatusText.Write(session.Output, job, session.Now);
        }
    }
}
