using ActorScheduler.Cli.Output;
using ActorScheduler.Cli.Stores;
using ActorScheduler.Store;

namespace ActorScheduler.Cli.Transfer;

/// <summary>The command <c>import</c>: takes in what <c>export</c> has written.</summary>
internal static class ImportCommand
{
    public static readonly StoreVerb Verb = new("import", Help, RunAsync);

    private const string Help = """
        actorscheduler import --store FILE [IN|-]

        Takes everything that export has written, from a file or from standard input, into
        a store, which is made when it is not there: all of it, or nothing. A store that
        has a scheduler of the same name already is refused, and so is a file that is
        damaged or not whole. Stop the nodes of the old store before the export, or the
        jobs run from both.

              --store FILE       the store
          -h, --help
              --version

        Exit status: 0 taken in; 2 wrong usage, or nothing was taken in.
        """;

    private static async Task<int> RunAsync(VerbArguments arguments)
    {
        if (arguments.Words.Count > 1)
            throw new UsageException($"import reads one file: '{OneLine.Of(arguments.Words[1])}' is one too many");
        await using Stream input = await OpenAsync(arguments.Words is [var name] ? name : "-").ConfigureAwait(false);
        await using StoreSession session = StoreSession.Open(arguments, create: true, check: true);
        TransferCount count =
            await FrameReader.ReadIntoAsync(session.Store, input, CancellationToken.None).ConfigureAwait(false);
        await session.Output.WriteAsync("imported " + ExportCommand.Describe(count) + "\n").ConfigureAwait(false);
        return ExitCodes.Success;
    }

    private static async Task<Stream> OpenAsync(string name)
    {
        try
        {
            if (name != "-") return new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024);
            // It is read twice: first to see whether it is whole.
            var copy = new FileStream(
                Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 64 * 1024,
                FileOptions.DeleteOnClose);
            await using Stream input = StandardStream.OpenInput()
                ?? throw new UsageException("cannot read '-': standard input is closed");
            await input.CopyToAsync(copy).ConfigureAwait(false);
            copy.Position = 0;
            return copy;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot read '{OneLine.Of(name)}': {FileProblem.Of(problem)}");
        }
    }
}
