using System.Diagnostics;
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
        string path = PathOf(store, scheduler);
        try
        {
            FileLock file = FileLock.Take(store, EndingOf(scheduler));
            File.WriteAllText(NoteOf(path), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new NodeLock(file, NoteOf(path));
        }
        catch (IOException) when (HolderOf(store, scheduler) is { } holder)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture,
                $"a node runs scheduler '{scheduler}' of '{store}' already: process {holder}"));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot lock '{path}': {FileProblem.Of(problem)}");
        }
    }

    /// <summary>
    /// The process that runs a scheduler; null when none says so. A number that was given to another process since may
    /// be taken for it: it is for people, and for how long to wait for an answer.
    /// </summary>
    public static int? HolderOf(string store, string scheduler)
    {
        try
        {
            string note = File.ReadAllText(NoteOf(PathOf(store, scheduler)));
            if (!int.TryParse(note, NumberStyles.None, CultureInfo.InvariantCulture, out int process)) return null;
            using var running = Process.GetProcessById(process);
            return process;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        File.Delete(_note);
        _file.Dispose();
    }

    private static string EndingOf(string scheduler) => "-node-" + Uri.EscapeDataString(scheduler);

    private static string NoteOf(string path) => path + ".pid";
}
