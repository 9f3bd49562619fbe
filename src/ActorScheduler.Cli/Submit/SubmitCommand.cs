using System.Globalization;
using ActorScheduler.Cli.Node;
using ActorScheduler.Cli.Stores;
using ActorScheduler.Client;

namespace ActorScheduler.Cli.Submit;

/// <summary>The command <c>submit</c>: leaves a job in a store for its node to run.</summary>
internal static class SubmitCommand
{
    public static readonly StoreVerb Verb = new("submit", Help, RunAsync)
    {
        WithValue =
        [
            "--scheduler", "--name", "--group", "--priority", "--delay", "--at", "--timeout", "--retries", "--key",
            "--after", "--cwd", "--env", "--kill-after",
        ],
        Alone = ["--idempotent", "--wait"],
        TakesCommand = true,
    };

    private const string Help = """
        actorscheduler submit --store FILE [options] -- COMMAND [ARGUMENT...]

        Submits a command and prints the id of its job as soon as it is safe in the
        store, whether a node runs now or not. The command is executed as it stands; for
        a shell say  -- sh -c 'a | b'.

          actorscheduler submit --store jobs.db --name sums -- sha256sum a.tar

              --store FILE       the store; made when it is not there
              --scheduler NAME   which scheduler; default: default
              --name TEXT        a name for people
              --group NAME       a group that it is in; may be repeated
              --priority N       -100 to 100; the higher starts first; default 0
              --delay D          not before this time has passed
              --at TIME          not before this day and time, such as 2026-03-01T06:00
                                 (local) or 2026-03-01T06:00Z; with --delay the later
              --timeout D        stop an attempt that runs longer: it has failed
              --kill-after D     time between TERM and KILL when it is stopped; default 1s
              --retries N        try again up to N times after a failure
              --key KEY          a job of this key that is there already, or has ended and
                                 is kept, is not run again
              --after ID         run after this job has completed; canceled when that ends
                                 otherwise; may be repeated
              --idempotent       run again when its node died or stopped while it ran;
                                 otherwise it ends as lost
              --cwd FOLDER       where it runs; default: here
              --env NAME=VALUE   a variable besides those of the node; may be repeated
              --wait             wait for its end, print the end of its output, and exit
                                 with its exit status
          -h, --help
              --version

        Exit status: 0 it is in the store; 1 it cannot be, or with --wait: it was
        canceled, refused or lost; 2 wrong usage, or the store cannot be used.
        """;

    private static async Task<int> RunAsync(VerbArguments arguments)
    {
        ClientJob job = SubmitReader.Read(arguments);
        await using StoreSession session = StoreSession.Open(arguments, create: true);
        string scheduler = session.Scheduler ?? StoreSession.DefaultScheduler;
        SchedulerView? view = job.After.Count == 0 ? null : await session.ViewAsync(scheduler).ConfigureAwait(false);
        foreach (JobId before in job.After)
        {
            JobView found = await view!.FindAsync(before, CancellationToken.None).ConfigureAwait(false);
            if (found.Place is not (JobPlace.Unknown or JobPlace.Refused)) continue;
            session.Complain($"scheduler '{scheduler}' knows no job {before} to run after: nothing was submitted");
            return ExitCodes.JobsFailed;
        }

        JobId id = await session.Client.SubmitAsync(scheduler, job).ConfigureAwait(false);
        if (!arguments.Has("--wait")) return await TellAsync(session, id).ConfigureAwait(false);

        NodeSign node = NodeSign.Of(session.Path, await session.ViewAsync(scheduler).ConfigureAwait(false));
        if (node.IsSuspended) session.Complain(node.Silence);
        else if (!node.IsThere)
            session.Complain($"no node runs scheduler '{scheduler}' now: job {id} waits for one");
        return await FollowAsync(session, scheduler, id).ConfigureAwait(false);
    }

    private static async Task<int> TellAsync(StoreSession session, JobId id)
    {
        try
        {
            await session.Output.WriteAsync($"{id}\n").ConfigureAwait(false);
            await session.Output.FlushAsync().ConfigureAwait(false);
            return ExitCodes.Success;
        }
        catch (IOException)
        {
            // Who takes it for refused would submit it once more.
            session.Complain($"job {id} was submitted, and its id cannot be written");
            throw;
        }
    }

    private static async Task<int> FollowAsync(StoreSession session, string scheduler, JobId id)
    {
        JobView ended = await session.Client.WaitForEndAsync(scheduler, id).ConfigureAwait(false);
        string? problem = ended.Place switch
        {
            JobPlace.Ended => null,
            JobPlace.Refused => $"was refused: {ended.Why}",
            JobPlace.Quarantined => "was set aside: its node died three times while it ran; see release",
            _ => "has ended, and how is not kept",
        };
        if (problem is not null)
        {
            session.Complain($"job {JobText.Title(ended)} {problem}");
            return ExitCodes.JobsFailed;
        }

        await KeptOutputText.WriteAsync(session, ended, error: false).ConfigureAwait(false);
        await KeptOutputText.WriteAsync(session, ended, error: true).ConfigureAwait(false);
        bool hasStatus = ended is { EndState: JobState.Completed } or { EndState: JobState.Failed, ExitCode: not null };
        if (!hasStatus || ended.TimedOut)
            session.Complain($"job {JobText.Title(ended)} {JobText.End(ended)}");
        return JobText.ExitStatus(ended);
    }
}
