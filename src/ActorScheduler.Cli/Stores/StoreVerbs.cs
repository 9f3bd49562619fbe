using ActorScheduler.Cli.Cancel;
using ActorScheduler.Cli.Logs;
using ActorScheduler.Cli.Node;
using ActorScheduler.Cli.Status;
using ActorScheduler.Cli.Submit;
using ActorScheduler.Cli.Transfer;
using ActorScheduler.Cli.Why;

namespace ActorScheduler.Cli.Stores;

/// <summary>The commands that work on a store.</summary>
internal static class StoreVerbs
{
    /// <summary>Their names, known without loading any of them.</summary>
    public static readonly string[] Names =
        ["node", "submit", "status", "why", "cancel", "logs", "release", "discard", "export", "import"];

    /// <summary>Runs one of them; gives the exit status.</summary>
    /// <param name="arguments">All arguments of the tool; the first is the command.</param>
    /// <param name="print">Prints a text and gives the exit status of that.</param>
    /// <param name="version">The line of <c>--version</c>.</param>
    /// <exception cref="UsageException">Wrong usage, or a store that cannot be used.</exception>
    public static async Task<int> RunAsync(string[] arguments, Func<string, int> print, string version)
    {
        StoreVerb verb = Find(arguments[0]);
        VerbArguments read = VerbArguments.Parse(verb, arguments, start: 1);
        if (read.Has("--help")) return print(verb.Help);
        if (read.Has("--version")) return print(version);
        try
        {
            return await verb.RunAsync(read).ConfigureAwait(false);
        }
        catch (StoreException problem)
        {
            throw new UsageException(problem.Message);
        }
    }

    private static StoreVerb Find(string name) => name switch
    {
        "node" => NodeCommand.Verb,
        "submit" => SubmitCommand.Verb,
        "status" => StatusCommand.Verb,
        "why" => WhyCommand.Verb,
        "cancel" => CancelCommand.Verb,
        "release" => CancelCommand.Release,
        "discard" => CancelCommand.Discard,
        "logs" => LogsCommand.Verb,
        "export" => ExportCommand.Verb,
        _ => ImportCommand.Verb,
    };
}
