using ActorScheduler.Cli.Node;
using ActorScheduler.Cli.Output;
using ActorScheduler.Cli.Stores;
using ActorScheduler.Client;

namespace ActorScheduler.Cli.Logs;

/// <summary>The command <c>logs</c>: what a job has written.</summary>
internal static class LogsCommand
{
    public static readonly StoreVerb Verb = new("logs", Help, RunAsync)
    {
        WithValue = ["--scheduler", "--key"],
        Alone = ["--error"],
    };

    private const string Help = """
        actorscheduler logs --store FILE [options] JOB

        Prints what a job has written to its standard output: of one that has ended the
        last 64 KiB, which are kept with its end; of one that runs the last 64 KiB so far,
        which its node is asked for.

              --store FILE       the store
              --scheduler NAME   which scheduler; default: whichever has the job
              --key KEY          the job of this key, in place of an id
              --error            its standard error
          -h, --help
              --version

        Exit status: 0 printed; 1 there is nothing to print, for a reason that is told;
        2 wrong usage, or the store cannot be used.
        """;

    private static async Task<int> RunAsync(VerbArguments arguments)
    {
        JobWord word = JobWord.ReadOne(arguments);
        bool error = arguments.Has("--error");
        await using StoreSession session = StoreSession.Open(arguments);
        JobView? job = await session.FindAsync(word).ConfigureAwait(false);
        if (job is { IsRunning: true })
        {
            NodeSign node = NodeSign.Of(session.Path, await session.ViewAsync(job.Scheduler).ConfigureAwait(false));
            OutputReply? reply = await NodeQuestion.AskAsync(
                session, node, patience => session.Client.AskOutputAsync(job.Scheduler, job.Id, error, patience))
                .ConfigureAwait(false);
            if (reply?.Output is { } sofar) return await PrintAsync(session, sofar).ConfigureAwait(false);
            if (reply is not { IsAnswered: true })
                return Refuse(session, job, $"has not ended, and nobody says what it writes: {node.Silence}");
            if (reply.IsLive) return Refuse(session, job, NowhereToSee(job, error));
            SchedulerView now = await SchedulerView.ReadAsync(session.Store, job.Scheduler, CancellationToken.None)
                .ConfigureAwait(false);
            job = await now.FindAsync(job.Id, CancellationToken.None).ConfigureAwait(false);    // it has ended since
        }

        if (job is null) return ExitCodes.JobsFailed;
        return job.OutputOf(error) is { } kept
            ? await PrintAsync(session, kept).ConfigureAwait(false)
            : Refuse(session, job, WhyNothing(job, error));
    }

    private static string WhyNothing(JobView job, bool error) => job.Place switch
    {
        JobPlace.InLetter or JobPlace.Live => "has not started",
        JobPlace.Refused => $"was refused: {job.Why}",
        JobPlace.Quarantined => "was set aside; its output died with its node",
        JobPlace.Ended when job.StartedAt is null => $"never ran: {JobText.End(job)}",
        _ => NowhereToSee(job, error),
    };

    private static string NowhereToSee(JobView job, bool error)
    {
        if (!job.IsProcess) return "is no command: it writes no output";
        return job.FileOf(error) is { } file ? $"writes it to '{file}'" : "has no output that was kept";
    }

    private static int Refuse(StoreSession session, JobView job, string why)
    {
        session.Complain($"job {JobText.Title(job)} {why}");
        return ExitCodes.JobsFailed;
    }

    private static async Task<int> PrintAsync(StoreSession session, KeptOutput kept)
    {
        await using Stream output = StandardStream.OpenOutput();
        await KeptOutputText.WriteAsync(session, kept, output).ConfigureAwait(false);
        return ExitCodes.Success;
    }
}
