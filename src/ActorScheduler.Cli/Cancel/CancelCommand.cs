using ActorScheduler.Cli.Node;
using ActorScheduler.Cli.Stores;
using ActorScheduler.Client;

namespace ActorScheduler.Cli.Cancel;

/// <summary>
/// The commands <c>cancel</c>, <c>release</c> and <c>discard</c>: what is to become of jobs, left in the store for
/// their node to do.
/// </summary>
internal static class CancelCommand
{
    public static readonly StoreVerb Verb = new("cancel", Help, CancelAsync)
    {
        WithValue = ["--scheduler", "--key", "--reason"],
    };

    public static readonly StoreVerb Release = new("release", ReleaseHelp, static arguments =>
        QuarantinedAsync(arguments, static (client, name, id) => client.ReleaseAsync(name, [id])))
    {
        WithValue = ["--scheduler", "--key"],
    };

    public static readonly StoreVerb Discard = new("discard", DiscardHelp, static arguments =>
        QuarantinedAsync(arguments, static (client, name, id) => client.DiscardAsync(name, [id])))
    {
        WithValue = ["--scheduler", "--key"],
    };

    private const string Help = """
        actorscheduler cancel --store FILE [options] JOB...

        Asks for jobs to be canceled: one that waits never runs, one that runs is stopped.
        It is done by the node, now or when one runs again.

              --store FILE       the store
              --scheduler NAME   which scheduler; default: whichever has the job
              --key KEY          the job of this key, in place of an id; may be repeated
              --reason TEXT      why, for those who look at its end
          -h, --help
              --version

        Exit status: 0 asked; 1 a job is not known or has ended; 2 wrong usage, or the
        store cannot be used.
        """;

    private const string ReleaseHelp = """
        actorscheduler release --store FILE [options] JOB...

        Lets jobs run again that were set aside because their node died three times while
        they ran. They keep their ids and stand behind the jobs that are there now.

              --store FILE       the store
              --scheduler NAME   which scheduler; default: whichever has the job
              --key KEY          the job of this key, in place of an id; may be repeated
          -h, --help
              --version

        Exit status: 0 asked; 1 a job is not set aside; 2 wrong usage, or the store cannot
        be used.
        """;

    private const string DiscardHelp = """
        actorscheduler discard --store FILE [options] JOB...

        Drops jobs that were set aside because their node died three times while they ran.

              --store FILE       the store
              --scheduler NAME   which scheduler; default: whichever has the job
              --key KEY          the job of this key, in place of an id; may be repeated
          -h, --help
              --version

        Exit status: 0 asked; 1 a job is not set aside; 2 wrong usage, or the store cannot
        be used.
        """;

    private static Task<int> CancelAsync(VerbArguments arguments) => EachAsync(
        arguments,
        static job => job.Place switch
        {
            JobPlace.Live or JobPlace.InLetter => null,
            JobPlace.Ended => $"has ended already: {JobText.End(job)}",
            JobPlace.Quarantined => "does not run any more: it was set aside; see discard",
            _ => $"was refused: {job.Why}",
        },
        (client, name, id) => client.CancelAsync(name, [id], arguments.NonEmpty("--reason")));

    private static Task<int> QuarantinedAsync(
        VerbArguments arguments, Func<StoreClient, string, JobId, Task> act) => EachAsync(
            arguments,
            static job => job.Place == JobPlace.Quarantined ? null : "is not set aside",
            act);

    // All that can be done is done, and each that cannot is told of.
    private static async Task<int> EachAsync(
        VerbArguments arguments, Func<JobView, string?> whyNot, Func<StoreClient, string, JobId, Task> act)
    {
        IReadOnlyList<JobWord> jobs = JobWord.ReadSome(arguments);
        await using StoreSession session = StoreSession.Open(arguments);
        int status = ExitCodes.Success;
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (JobWord word in jobs)
        {
            JobView? job = await session.FindAsync(word).ConfigureAwait(false);
            string? problem = job is null ? null : whyNot(job);
            if (problem is not null) session.Complain($"job {JobText.Title(job!)} {problem}");
            if (job is null || problem is not null)
            {
                status = ExitCodes.JobsFailed;
                continue;
            }

            await act(session.Client, job.Scheduler, job.Id).ConfigureAwait(false);
            asked.Add(job.Scheduler);
        }

        foreach (string name in asked)
        {
            NodeSign node = NodeSign.Of(session.Path, await session.ViewAsync(name).ConfigureAwait(false));
            if (!node.IsThere) session.Complain($"no node runs scheduler '{name}' now: it is done when one does");
            else if (node.IsSuspended) session.Complain(node.Silence);
        }

        return status;
    }
}
