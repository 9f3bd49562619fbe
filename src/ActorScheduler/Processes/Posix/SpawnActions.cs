using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorScheduler.Processes;

/// <summary>
/// What becomes of the descriptors and the folder of a child before its program begins, in the C library's form. It
/// speaks of numbers only, so it serves every child that gets its streams by the same ones. Never changes: any number
/// of threads may start children by it, so those that are kept are freed when nobody can reach them any more.
/// </summary>
internal sealed unsafe class SpawnActions : IDisposable
{
    // Larger than the struct of any C library of Linux (80 bytes on 64-bit machines).
    private const int Size = 128;
    private static readonly bool s_canCloseFrom = Spawner.HasExport("posix_spawn_file_actions_addclosefrom_np");
    private readonly ActionsHandle _handle = new();
    private readonly void* _actions;

    /// <summary>Makes one.</summary>
    /// <param name="streams">Our descriptors, each above 2, for its 0, 1, 2 and so on; -1 leaves one as it is.</param>
    /// <param name="inherited">Further descriptors that it gets, by their rising numbers in the child.</param>
    /// <param name="folder">Where it runs; null is here.</param>
    public SpawnActions(ReadOnlySpan<int> streams, IReadOnlyList<InheritedDescriptor> inherited, string? folder)
    {
        _actions = (void*)_handle.DangerousGetHandle();
        Error = Libc.ActionsInit(_actions);
        for (int i = 0; i < streams.Length && Error == 0; i++)
        {
            if (streams[i] >= 0) Error = Libc.ActionsAddDup(_actions, streams[i], i);
        }

        if (Error == 0) Error = CloseOthers(streams.Length, inherited);
        if (Error == 0 && folder is not null) Error = Libc.ActionsAddChangeDirectory(_actions, folder);
    }

    /// <summary>Why no child can be started by it, by the system's number; or 0.</summary>
    public int Error { get; }

    public void* Pointer => _actions;

    public void Dispose() => _handle.Dispose();

    // The C library can close everything from a number up; below the last one that is asked for, each is closed by
    // itself.
    private int CloseOthers(int next, IReadOnlyList<InheritedDescriptor> inherited)
    {
        int error = 0;
        for (int i = 0; i < inherited.Count; i++)
        {
            (int own, int number) = inherited[i];
            for (; next < number && error == 0; next++) error = Libc.ActionsAddClose(_actions, next);
            next = number + 1;

            // Copying a descriptor onto itself lets it pass exec.
            if (error == 0) error = Libc.ActionsAddDup(_actions, own, number);
        }

        return error == 0 && s_canCloseFrom ? Libc.ActionsAddCloseFrom(_actions, next) : error;
    }

    private sealed class ActionsHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        public ActionsHandle()
            : base(ownsHandle: true) => SetHandle((nint)NativeMemory.AllocZeroed(Size));

        protected override bool ReleaseHandle()
        {
            _ = Libc.ActionsDestroy((void*)handle);
            NativeMemory.Free((void*)handle);
            return true;
        }
    }
}
