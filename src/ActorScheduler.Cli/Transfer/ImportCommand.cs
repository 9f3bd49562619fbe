using ActorScheduler.Cli.Output;
using ActorScheduler.Cli.Stores;
using ActorScheduler.Client;
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
        await using Stream input = await OpenAsync(arguments.File("reads") ?? "-").ConfigureAwait(false);
        TransferCount count = FrameReader.Check(input);         // before a store is made for it
        string store = StoreSession.PathOf(arguments);
        bool isMade = Make(store);
        try
        {
            await using StoreSession session = StoreSession.Open(arguments, create: true, check: true);
            await FrameReader.TakeAsync(session.Store, input, CancellationToken.None).ConfigureAwait(false);
            await session.Output.WriteAsync("imported " + ExportCommand.Describe(count) + "\n").ConfigureAwait(false);
            return ExitCodes.Success;
        }
        catch (StoreException) when (isMade)
        {
            await RemoveEmptyAsync(store).ConfigureAwait(false);
            throw;
        }
    }

    // True when there was none: an empty file is a new store. Any other problem is told by whoever opens it.
    private static bool Make(string store)
    {
        try
        {
            new FileStream(store, FileMode.CreateNew, FileAccess.Write).Dispose();
            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // Nothing was taken in, for want of room perhaps. Somebody else may have put a job into it meanwhile.
    private static async Task RemoveEmptyAsync(string path)
    {
        try
        {
            await using (SqliteStore store = SqliteStore.Open(path))
            {
                if ((await SchedulerView.ListAsync(store, CancellationToken.None).ConfigureAwait(false)).Count > 0)
                    return;
            }

            File.Delete(path);
        }
        catch (Exception problem) when (problem is StoreException or IOException or UnauthorizedAccessException)
        {
            // It stays, and the first problem is what is told.
        }
    }

    private static async Task<Stream> OpenAsync(string name)
    {
        try
        {
            if (Directory.Exists(name))
                throw new UsageException($"cannot read '{OneLine.Of(name)}': it is a directory");
            Stream input = name != "-"
                ? new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024)
                : StandardStream.OpenInput() ?? throw new UsageException("cannot read '-': standard input is closed");
            return name != "-" && input.CanSeek ? input : await CopyAsync(input).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot read '{OneLine.Of(name)}': {FileProblem.Of(problem)}");
        }
    }

    // It is read twice: first to see whether it is whole.
    private static async Task<Stream> CopyAsync(Stream input)
    {
        await using (input)
        {
            FileStream copy = MakeCopy();
            try
            {
                await input.CopyToAsync(copy).ConfigureAwait(false);
                await copy.FlushAsync().ConfigureAwait(false);
            }
            catch (IOException problem)
            {
                await copy.DisposeAsync().ConfigureAwait(false);
                throw NoCopy(problem);
            }

            copy.Position = 0;
            return copy;
        }
    }

    // Where the system can have a file without a name, nothing is left of it however this ends.
    private static FileStream MakeCopy()
    {
        string? path = null;
        try
        {
            path = Path.GetTempFileName();
            var copy = new FileStream(
                path, FileMode.Open, FileAccess.ReadWrite, FileShare.Delete, 64 * 1024, FileOptions.DeleteOnClose);
            if (!OperatingSystem.IsWindows()) File.Delete(path);
            return copy;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw NoCopy(problem);
        }
    }

    private static UsageException NoCopy(Exception problem) => new(
        $"cannot keep what comes in '{OneLine.Of(Path.GetTempPath())}' while it is checked: {FileProblem.Of(problem)}");
}
