using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace ActorScheduler.Processes;

/// <summary>
/// The groups of our living children as text in memory that is shared with the guard: a line of eight bytes each,
/// written in one store, so that the guard never reads half a number. Adding and removing cost no system call.
/// Thread-safe.
/// </summary>
internal sealed unsafe class GroupTable : IDisposable
{
    private const int LineSize = sizeof(ulong);
    private const int Step = 512;

    /// <summary>Children beyond this many at once are found by their mark only.</summary>
    private const int MaxLines = 64 * 1024;
    private const ulong EmptyLine = 0x0A20_2020_2020_2020;
    private const int ProtectReadWrite = 3;
    private const int MapShared = 1;
    private const uint MemoryFileCloseOnExec = 1;

    private readonly Lock _gate = new();
    private readonly Stack<int> _free = new();
    private readonly SafeFileHandle _file;
    private ulong* _lines;
    private int _count;

    public GroupTable()
    {
        int descriptor = Descriptors.AtLeastThree(Libc.MemoryFile("actorscheduler-groups", MemoryFileCloseOnExec));
        if (descriptor < 0) throw Descriptors.Failure("The table of children cannot be made");
        Descriptor = descriptor;
        _file = new SafeFileHandle(descriptor, ownsHandle: true);
        _lines = (ulong*)Libc.Map(0, MaxLines * LineSize, ProtectReadWrite, MapShared, descriptor, 0);
        if ((nint)_lines == -1)
        {
            _file.Dispose();
            throw Descriptors.Failure("The table of children cannot be mapped");
        }
    }

    /// <summary>For the guard to read from its start.</summary>
    public int Descriptor { get; }

    /// <summary>Writes a group down; gives its line, or -1 when the table is full.</summary>
    public int Add(int group)
    {
        ulong line = EmptyLine;
        _ = Utf8Formatter.TryFormat(group, new Span<byte>(&line, LineSize - 1), out int written);
        lock (_gate)
        {
            if (_lines is null || (_free.Count == 0 && !Grow())) return -1;
            int place = _free.Pop();
            Volatile.Write(ref _lines[place], line);
            return place;
        }
    }

    public void Remove(int place)
    {
        lock (_gate)
        {
            if (_lines is null) return;
            Volatile.Write(ref _lines[place], EmptyLine);
            _free.Push(place);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_lines is null) return;
            _ = Libc.Unmap((nint)_lines, MaxLines * LineSize);
            _lines = null;
            _file.Dispose();
        }
    }

    private bool Grow()
    {
        if (_count == MaxLines) return false;
        RandomAccess.SetLength(_file, (_count + Step) * LineSize);
        for (int place = _count + Step - 1; place >= _count; place--)
        {
            Volatile.Write(ref _lines[place], EmptyLine);
            _free.Push(place);
        }

        _count += Step;
        return true;
    }
}
