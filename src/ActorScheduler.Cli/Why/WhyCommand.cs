using ActorScheduler.Cli.Node;
using ActorScheduler.Cli.Stores;
using ActorScheduler.Client;

namespace ActorScheduler.Cli.Why;

/// <summary>The command <c>why</c>: why a job does not run, with what is in its way, from step to step.</summary>
internal static class WhyCommand
{
    public static readonly StoreVerb Verb = new("why", Help, RunAsync)
    {
        WithValue = ["--scheduler", "--key"],
        Alone = ["--json"],
    };

    private const string Help = """
        actorscheduler why --store FILE [options] JOB

        Asks the node of a job why it does not run, and prints the whole chain: the jobs
        that hold its group, that run in its place, that its barrier waits for or that it
        runs after, and why those do not run; the figures of the load; how long its delay
        lasts. Where no node answers, it says so, and what the store says of the job. A
        node that lives is waited for 15 seconds, any other program one second.

              --store FILE       the store
              --scheduler NAME   which scheduler; default: whichever has the job
              --key KEY          the job of this key, in place of an id
              --json             as one JSON object
          -h, --help
              --version

        Exit status: 0 explained; 1 the job is not known, or no node runs its scheduler;
        2 wrong usage, or the store cannot be used.
        """;

    private static async Task<int> RunAsync(VerbArguments arguments)
    {
        JobWord word = JobWord.ReadOne(arguments);
        await using StoreSession session = StoreSession.Open(arguments);
        JobView? job = await session.FindAsync(word).ConfigureAwait(false);
        if (job is null) return ExitCodes.JobsFailed;
        WhyPrinter printer = arguments.Has("--json")
            ? new WhyJson(session.Output, session.Now)
            : new WhyText(session.Output, session.Now);
        if (job.Place is not (JobPlace.Live or JobPlace.InLetter))
        {
            printer.Ended(job);
            return ExitCodes.Success;
        }

        NodeSign node = NodeSign.Of(session.Path, await session.ViewAsync(job.Scheduler).ConfigureAwait(false));
        WhyReply? reply = await NodeQuestion.AskAsync(
            session, node, patience => session.Client.AskWhyAsync(job.Scheduler, job.Id, patience))
            .ConfigureAwait(false);
        SchedulerView now = await SchedulerView.ReadAsync(session.Store, job.Scheduler, CancellationToken.None)
            .ConfigureAwait(false);
        if (reply?.Explanation is { } explanation)
        {
            printer.Explained(explanation);
            return ExitCodes.Success;
        }

        job = await now.FindAsync(job.Id, CancellationToken.None).ConfigureAwait(false);
        if (reply?.IsAnswered == true && job.Place is not (JobPlace.Live or JobPlace.InLetter))
        {
            printer.Ended(job);     // since it was looked for
            return ExitCodes.Success;
        }

        printer.NoNode(job, node.Silence, InStore(now, job, session.Now));
        return ExitCodes.JobsFailed;
    }

    // What the store alone says of a job that nobody runs.
    private static string InStore(SchedulerView view, JobView job, long now)
    {
        if (job.Place == JobPlace.InLetter) return "it lies in the inbox: no node has read it yet";
        if (job.Place != JobPlace.Live) return $"it is {job.StateAt(now)}";
        if (job.IsRunning) return $"it ran when its node ended, since {JobText.Moment(job.StartedAt!.Value)}";
        if (view.CountBeforeBarrier(job) is > 0 and var count)
            return $"it stands behind a barrier of {Counted.Of(count, "job")}";
        if (job.DelayedUntil > now) return WhyText.Delay(new DateTimeOffset(job.DelayedUntil, TimeSpan.Zero), now);
        return view.PendingBefore(job) is { Count: > 0 } before
            ? $"it runs after {string.Join(", ", before.Take(JobExplanation.MaxBlockers).Select(JobText.Title))}"
            : "nothing in the store holds it back";
    }
}
