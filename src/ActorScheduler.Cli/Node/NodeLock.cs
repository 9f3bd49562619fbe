using System.Globalization;

namespace ActorScheduler.Cli.Node;

/// <summary>
/// One node at a time for one scheduler of a store: a file beside the store, locked as long as the node lives. The
/// system takes the lock away when its process dies, so nothing is left to clean up; the file stays. A second file says
/// which process it is: the locked one cannot be read.
/// </summary>
internal sealed class NodeLock : IDisposable
{
    private readonly FileLock _file;
    private readonly string _note;

    private NodeLock(FileLock file, string note) => (_file, _note) = (file, note);

    /// <summary>The file for a scheduler of a store.</summary>
    public static string PathOf(string store, string scheduler) =>
        FileLock.PathOf(store, EndingOf(scheduler));

    /// <summary>Takes the lock.</summary>
    /// <exception cref="UsageException">Another process has it, or the file cannot be made.</exception>
    public static NodeLock Take(string store, string scheduler)
    {
        RefuseReadOnly(store);
        try
        {
            FileLock file = FileLock.Take(store, EndingOf(scheduler));
            string note = NoteOf(PathOf(store, scheduler));
            File.WriteAllText(note, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new NodeLock(file, note);
        }
        catch (IOException) when (HolderOf(store, scheduler) is { } holder)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture,
                $"a node runs scheduler '{scheduler}' of '{store}' already: process {holder}"));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"cannot lock '{OneLine.Of(store + EndingOf(scheduler))}': {FileProblem.Of(problem)}");
        }
    }

    /// <summary>True when a node runs a scheduler.</summary>
    public static bool IsTaken(string store, string scheduler) => FileLock.IsTaken(store, EndingOf(scheduler));

    /// <summary>The process of the node that runs a scheduler; null when none does, or it does not say.</summary>
    public static int? HolderOf(string store, string scheduler)
    {
        try
        {
            if (!IsTaken(store, scheduler)) return null;
            string note = File.ReadAllText(NoteOf(PathOf(store, scheduler)));
            return int.TryParse(note, NumberStyles.None, CultureInfo.InvariantCulture, out int process)
                ? process
                : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        File.Delete(_note);
        _file.Dispose();
    }

    private static void RefuseReadOnly(string store)
    {
        try
        {
            WritableFile.Check(store);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot use '{OneLine.Of(store)}': {FileProblem.Of(problem)}");
        }
    }

    private static string EndingOf(string scheduler) => "-node-" + Uri.EscapeDataString(scheduler);

    private static string NoteOf(string path) => path + ".pid";
}
