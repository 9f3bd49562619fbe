using System.Diagnostics;
using System.Globalization;
using System.Text;
using ActorScheduler.Machines;

namespace ActorScheduler.Chaos;

/// <summary>
/// The file that all write to: jobs in the victim, their child processes, and the killer. Thread-safe.
/// </summary>
/// <remarks>
/// Each line is one write of 64 bytes to a file that is open for appending. So the order of lines is the order of
/// writes, over all processes, and no clock is needed to know what came before what. A kill cannot tear a line, because
/// none crosses a page of the system's cache, and a page is written whole.
/// </remarks>
internal sealed class NoteLog(string path) : IDisposable
{
    public const int LineLength = 64;

    private readonly AppendFile _file = new(path);

    /// <summary>What a shell does to write a line: its arguments are the fields, and it stamps nothing.</summary>
    public static string ShellFunction(string path) =>
        $"say() {{ printf '%-{LineLength - 1}s\\n' \"$*\" >>'{path}'; }}";

    public void Write(Note note)
    {
        long stamp = (long)(Stopwatch.GetTimestamp() * (1e6 / Stopwatch.Frequency));
        string line = string.Create(CultureInfo.InvariantCulture,
            $"{(char)note.Kind} {note.Job} {note.Copy} {note.Life} {note.Attempt} {note.Epoch} {note.After} " +
            $"{note.Detail} {stamp}").PadRight(LineLength - 1) + '\n';
        byte[] bytes = Encoding.ASCII.GetBytes(line);
        Ensure.That(bytes.Length == LineLength, "A line has its length.");
        _file.Write(bytes);
    }

    /// <summary>Reads the lines that are there now; others may write meanwhile.</summary>
    /// <exception cref="FormatException">The file is not what was written.</exception>
    public static List<Note> Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length];
        if (bytes.Length % LineLength != 0) throw new FormatException($"'{path}' has half a line.");
        file.ReadExactly(bytes);
        List<Note> notes = [];
        for (int start = 0; start < bytes.Length; start += LineLength)
        {
            string line = Encoding.ASCII.GetString(bytes, start, LineLength);
            if (line.IndexOf('\n', StringComparison.Ordinal) != LineLength - 1)
                throw new FormatException($"'{path}' has a torn line.");
            notes.Add(Parse(line));
        }

        return notes;
    }

    public void Dispose() => _file.Dispose();

    private static Note Parse(string line)
    {
        string[] parts = line.TrimEnd().Split(' ');
        if (parts.Length != 9 || parts[0].Length != 1 || !Enum.IsDefined((NoteKind)parts[0][0]))
            throw new FormatException($"No line of the log: '{line}'");
        int Field(int index) => int.Parse(parts[index], NumberStyles.None, CultureInfo.InvariantCulture);
        return new Note(
            (NoteKind)parts[0][0], Field(1), Field(2), Field(3), Field(4), Field(5), Field(6), Field(7),
            long.Parse(parts[8], NumberStyles.None, CultureInfo.InvariantCulture));
    }
}
