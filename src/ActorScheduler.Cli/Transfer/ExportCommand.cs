using ActorScheduler.Cli.Output;
using ActorScheduler.Cli.Stores;
using ActorScheduler.Store;

namespace ActorScheduler.Cli.Transfer;

/// <summary>The command <c>export</c>: writes all that a store has, for another store to take in.</summary>
internal static class ExportCommand
{
    public static readonly StoreVerb Verb = new("export", Help, RunAsync);

    private const string Help = """
        actorscheduler export --store FILE [OUT|-]

        Writes everything that a store has, as of one moment, to a file or to standard
        output: the jobs of all schedulers, the ends of jobs that are kept, and letters.
        Nodes may go on meanwhile. See import.

              --store FILE       the store
          -h, --help
              --version

        Exit status: 0 written; 1 the file cannot be written; 2 wrong usage, or the store
        cannot be used.
        """;

    private static ReadOnlySpan<byte> SqliteHead => "SQLite format 3\0"u8;

    private static async Task<int> RunAsync(VerbArguments arguments)
    {
        string? file = arguments.File("writes") is { } name ? Resolve(Path.GetFullPath(name)) : null;
        if (file is null && !Console.IsOutputRedirected)
            throw new UsageException("export writes no text: name a file, or redirect standard output");
        await using StoreSession session = StoreSession.Open(arguments, check: true);
        if (file is not null) RefuseStore(file, session.Path);
        try
        {
            TransferCount count = file is null
                ? await ToOutputAsync(session).ConfigureAwait(false)
                : await ToFileAsync(session, file).ConfigureAwait(false);
            if (file is not null)
                await session.Output.WriteAsync("exported " + Describe(count) + "\n").ConfigureAwait(false);
            return ExitCodes.Success;
        }
        catch (Exception problem) when (file is not null && problem is IOException or UnauthorizedAccessException)
        {
            session.Complain($"cannot write '{file}': {FileProblem.Of(problem)}");
            return ExitCodes.JobsFailed;
        }
    }

    /// <summary>How much it was, for people.</summary>
    public static string Describe(TransferCount count) =>
        $"{Counted.Of(count.Journals, "scheduler")}, {Counted.Of(count.Exits, "end of a job", "ends of jobs")}, "
        + Counted.Of(count.Letters, "letter");

    // A link stays, and what it leads to is written.
    private static string Resolve(string file)
    {
        try
        {
            return File.ResolveLinkTarget(file, returnFinalTarget: true) is { Exists: true } target
                ? target.FullName
                : file;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return file;        // whoever opens it says what is wrong
        }
    }

    // The name of a store in the place of OUT is easily typed, and would be its end.
    private static void RefuseStore(string file, string store)
    {
        bool isPartOfStore = file == store + "-wal" || file == store + "-shm";
        if (isPartOfStore || BeginsAsSqlite(file))
            throw new UsageException($"'{OneLine.Of(file)}' is a SQLite file: export does not write over one");
    }

    private static bool BeginsAsSqlite(string file)
    {
        try
        {
            // A pipe or a device has no length, and to read from one might wait for ever.
            if (!File.Exists(file) || new FileInfo(file).Length < SqliteHead.Length) return false;
            using var stream = new FileStream(
                file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> head = stackalloc byte[SqliteHead.Length];
            return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
                && head.SequenceEqual(SqliteHead);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot write '{OneLine.Of(file)}': {FileProblem.Of(problem)}", problem);
        }
    }

    private static async Task<TransferCount> ToOutputAsync(StoreSession session)
    {
        await using var output = new BufferedStream(StandardStream.OpenOutput(), 64 * 1024);
        return await WriteAsync(session, output).ConfigureAwait(false);
    }

    // Under another name until it is whole: what has the right name can be imported. A pipe or a device must not be
    // replaced by a file; it has no length, and so an empty file is written like one.
    private static async Task<TransferCount> ToFileAsync(StoreSession session, string file)
    {
        if (Directory.Exists(file)) throw new IOException("it is a directory");
        var there = new FileInfo(file);
        if (there.LinkTarget is not null || there is { Exists: true, Length: 0 })
        {
            await using var open = new FileStream(
                file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 64 * 1024);
            return await WriteAsync(session, open).ConfigureAwait(false);
        }

        WritableFile.Check(file);       // to put another in its place would not ask
        string part = file + ".part";
        try
        {
            TransferCount count;
            await using (var stream = new FileStream(
                part, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 64 * 1024))
            {
                count = await WriteAsync(session, stream).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, file, overwrite: true);
            return count;
        }
        catch (Exception)
        {
            if (File.Exists(part)) File.Delete(part);
            throw;
        }
    }

    private static Task<TransferCount> WriteAsync(StoreSession session, Stream stream) => FrameWriter.WriteAsync(
        session.Store, stream, session.Time.GetUtcNow(), CancellationToken.None);
}
