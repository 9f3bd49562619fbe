using System.Collections;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ActorScheduler.Processes;

/// <summary>
/// An environment as the system takes it, in native memory. Encoded once; a changed one shares what it does not change
/// with its base, which must outlive it. Immutable.
/// </summary>
internal sealed unsafe class EnvironmentBlock : IDisposable
{
    private const string PathVariable = "PATH";
    private readonly EnvironmentBlock? _base;
    private readonly Dictionary<string, int> _places;
    private readonly int _count;
    private readonly MemoryHandle _memory;
    private readonly byte** _entries;

    private EnvironmentBlock(EnvironmentBlock? @base, IReadOnlyList<KeyValuePair<string, string?>> changes)
    {
        _base = @base;
        _places = @base is null ? new Dictionary<string, int>(StringComparer.Ordinal) : @base._places;
        SearchPath = @base?.SearchPath;
        int inherited = @base?._count ?? 0;
        long bytes = 0;
        foreach ((string name, string? value) in changes) bytes += EncodedSize(name, value);
        _memory = new MemoryHandle((nuint)(((inherited + changes.Count + 1) * sizeof(nint)) + bytes));
        _entries = (byte**)_memory.DangerousGetHandle();
        byte* text = (byte*)(_entries + inherited + changes.Count + 1);
        if (@base is not null)
            new ReadOnlySpan<nint>(@base._entries, inherited).CopyTo(new Span<nint>(_entries, inherited));
        int count = inherited;
        foreach ((string name, string? value) in changes)
        {
            byte* entry = value is null ? null : text;
            if (name == PathVariable) SearchPath = value;
            if (_places.TryGetValue(name, out int place)) _entries[place] = entry;
            else if (entry is not null) Append(ref count, name, entry);
            if (value is not null) text += Encode(name, value, text);
        }

        _count = Compact(count);
        _entries[_count] = null;
    }

    public byte** Entries => _entries;

    /// <summary>The value of PATH; null when there is none.</summary>
    public string? SearchPath { get; }

    /// <summary>This process's own environment as it is now, without the variables that are changed.</summary>
    public static EnvironmentBlock OfThisProcess(IReadOnlyDictionary<string, string?> changes)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
            all[(string)entry.Key] = (string?)entry.Value;
        foreach ((string name, string? value) in changes)
        {
            if (value is null) all.Remove(name);
            else all[name] = value;
        }

        return new EnvironmentBlock(null, [.. all]);
    }

    /// <summary>Exactly these variables.</summary>
    public static EnvironmentBlock Of(IEnumerable<KeyValuePair<string, string?>> variables) =>
        new(null, [.. variables]);

    /// <summary>This one with some variables set, or removed by a null value.</summary>
    public EnvironmentBlock With(IReadOnlyList<KeyValuePair<string, string?>> changes) => new(this, changes);

    /// <summary>
    /// The largest variable and its bytes, for the message about a block that is too large (POPEN-35).
    /// </summary>
    public (string Name, int Bytes) FindLargest()
    {
        (string Name, int Bytes) largest = ("", 0);
        foreach (string entry in Texts())
        {
            int bytes = Encoding.UTF8.GetByteCount(entry) + 1;
            if (bytes > largest.Bytes) largest = (entry.Split('=', 2)[0], bytes);
        }

        return largest;
    }

    public void Dispose() => _memory.Dispose();

    private static int EncodedSize(string name, string? value) =>
        value is null ? 0 : Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value) + 2;

    private static int Encode(string name, string value, byte* text)
    {
        int size = EncodedSize(name, value);
        var target = new Span<byte>(text, size);
        int written = Encoding.UTF8.GetBytes(name, target);
        target[written++] = (byte)'=';
        written += Encoding.UTF8.GetBytes(value, target[written..]);
        target[written] = 0;
        return size;
    }

    private void Append(ref int count, string name, byte* entry)
    {
        if (_base is null) _places[name] = count;
        _entries[count++] = entry;
    }

    // Closes the gaps of removed variables. Only a block that nobody changes further has gaps.
    private int Compact(int count)
    {
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            if (_entries[i] is not null) _entries[kept++] = _entries[i];
        }

        return kept;
    }

    private List<string> Texts()
    {
        var texts = new List<string>(_count);
        for (int i = 0; i < _count; i++) texts.Add(Marshal.PtrToStringUTF8((nint)_entries[i])!);
        GC.KeepAlive(this);
        return texts;
    }

    private sealed class MemoryHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        public MemoryHandle(nuint size)
            : base(ownsHandle: true) => SetHandle((nint)NativeMemory.Alloc(size));

        protected override bool ReleaseHandle()
        {
            NativeMemory.Free((void*)handle);
            return true;
        }
    }
}
