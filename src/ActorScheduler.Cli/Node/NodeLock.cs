using System.Globalization;
using System.Text;

namespace ActorScheduler.Cli.Node;

/// <summary>
/// One node at a time for one scheduler of a store: a file beside the store, locked as long as the node lives. The
/// system takes the lock away when its process dies, so nothing is left to clean up; the file stays. A second file says
/// which process it is: the locked one cannot be read.
/// </summary>
internal sealed class NodeLock : IDisposable
{
    /// <summary>Of the 255 bytes that the name of a file may have, so many are for that of a scheduler.</summary>
    private const int LongestName = 80;

    private const int HashCharacters = 32;

    private readonly FileLock _file;
    private readonly string _note;

    private NodeLock(FileLock file, string note) => (_file, _note) = (file, note);

    /// <summary>The file for a scheduler of a store.</summary>
    public static string PathOf(string store, string scheduler) =>
        FileLock.PathOf(store, EndingOf(scheduler));

    /// <summary>Takes the lock; a file that is no store gets none beside it.</summary>
    /// <exception cref="UsageException">Another process has it, or the file cannot be made.</exception>
    /// <exception cref="StoreException">The file is there, and no store.</exception>
    public static async Task<NodeLock> TakeAsync(string store, string scheduler)
    {
        RefuseReadOnly(store);
        if (File.Exists(store)) await SqliteStore.Open(store).DisposeAsync().ConfigureAwait(false);
        return Take(store, scheduler);
    }

    private static NodeLock Take(string store, string scheduler)
    {
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

    // Of a long name the start is for people; the hash tells it from others.
    private static string EndingOf(string scheduler)
    {
        string name = Uri.EscapeDataString(scheduler);
        if (name.Length <= LongestName) return "-node-" + name;
        Span<byte> hash = stackalloc byte[Sha256.HashSize];
        Sha256.Hash(Encoding.UTF8.GetBytes(scheduler), hash);
        string end = Convert.ToHexStringLower(hash)[..HashCharacters];
        return $"-node-{name[..(LongestName - HashCharacters - 1)]}-{end}";
    }

    private static string NoteOf(string path) => path + ".pid";
}
