using System.Runtime.InteropServices;
using ActorScheduler.Sqlite;

namespace ActorScheduler.Store.Tests.Conditions;

/// <summary>A folder on a disk that is soon full, and can be given room.</summary>
internal abstract class SmallDisk : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("disk").FullName;

    public string File => Path.Combine(Folder, "jobs.db");

    /// <summary>How a store on it is to be opened.</summary>
    public virtual SqliteStoreOptions Options { get; } = new();

    public abstract void MakeRoom();

    public virtual void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>
/// Without a disk of its own: SQLite itself refuses more pages, with the error of a full disk. Every connection asks
/// anew how many there may be.
/// </summary>
internal sealed class FewPages : SmallDisk
{
    private readonly List<string> _pragmas = ["max_page_count=400"];

    public override SqliteStoreOptions Options => new() { Pragmas = _pragmas };

    public override void MakeRoom() => _pragmas[0] = "max_page_count=1000000";
}

/// <summary>A file system of its own in memory, of 8 MiB, most of which a file takes that can be deleted.</summary>
internal sealed partial class Tmpfs : SmallDisk
{
    private const ulong ReadOnly = 1;
    private const ulong Remount = 32;
    private const int Detach = 2;
    private const int Filler = 5 * 1024 * 1024;

    private Tmpfs()
    {
    }

    private string FillerFile => Path.Combine(Folder, "filler");

    /// <summary>Null when this process may not mount.</summary>
    public static Tmpfs? TryMount()
    {
        var disk = new Tmpfs();
        if (Mount("tmpfs", disk.Folder, "tmpfs", 0, "size=8m") == 0) return disk;
        Directory.Delete(disk.Folder);
        return null;
    }

    public void Fill() => System.IO.File.WriteAllBytes(FillerFile, new byte[Filler]);

    public override void MakeRoom() => System.IO.File.Delete(FillerFile);

    public void MakeReadOnly() => Assert.Equal(0, Mount("tmpfs", Folder, "tmpfs", ReadOnly | Remount, "size=8m"));

    public override void Dispose()
    {
        _ = Unmount(Folder, Detach);
        base.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, ulong flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
