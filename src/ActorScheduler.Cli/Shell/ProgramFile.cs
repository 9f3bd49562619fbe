using System.Buffers.Binary;

namespace ActorScheduler.Cli.Shell;

/// <summary>
/// Whether the system itself can execute a program that a simple command names. If not (it is missing, not executable,
/// or a script without <c>#!</c>, which a shell reads itself), the line is left to the shell, whose message and exit
/// code then hold.
/// </summary>
internal sealed class ProgramFile
{
    private const uint Elf = 0x7f454c46;
    private const uint MachO = 0xcffaedfe;
    private const uint MachOFat = 0xcafebabe;
    private const ushort Script = 0x2321;       // #!

    // Only yes is remembered: what is missing now may be built by an earlier job.
    private readonly HashSet<string> _executable = new(StringComparer.Ordinal);
    private readonly string[] _folders;

    public ProgramFile(string? searchPath) => _folders = (searchPath ?? "").Split(':');

    /// <summary>True when the system can execute it directly.</summary>
    public bool IsExecutable(string program)
    {
        if (_executable.Contains(program)) return true;
        if (!(program.Contains('/', StringComparison.Ordinal) ? Check(program) : Search(program))) return false;
        _executable.Add(program);
        return true;
    }

    private bool Search(string program)
    {
        foreach (string folder in _folders)
        {
            // The first file of that name decides; an empty entry means the current folder.
            string path = folder.Length == 0 ? program : Path.Join(folder, program);
            if (File.Exists(path)) return Check(path);
        }

        return false;
    }

    private static bool Check(string path)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        try
        {
            if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Execute) == 0) return false;
            using var file = File.OpenHandle(path);
            Span<byte> head = stackalloc byte[4];
            if (RandomAccess.Read(file, head, 0) < head.Length) return false;
            uint magic = BinaryPrimitives.ReadUInt32BigEndian(head);
            return magic is Elf or MachO or MachOFat || (magic >> 16) == Script;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
