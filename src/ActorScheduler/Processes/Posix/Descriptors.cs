using System.ComponentModel;

namespace ActorScheduler.Processes;

/// <summary>
/// Plain descriptors, all closed on exec: what a child gets is only what is copied for it. They are not SafeHandles,
/// because one owner closes each of them and a job would pay for six finalizable objects.
/// </summary>
internal static unsafe class Descriptors
{
    private const int FirstFree = 3;

    /// <summary>A pipe of which neither end is a standard stream, even when this process has closed its own.</summary>
    public static (int Read, int Write) NewPipe()
    {
        int* ends = stackalloc int[2];
        if (Libc.Pipe(ends, Libc.CloseOnExec) != 0) throw Failure("A pipe cannot be made");
        return (AtLeastThree(ends[0]), AtLeastThree(ends[1]));
    }

    /// <summary>
    /// Moves a descriptor out of the range of the standard streams, where file actions would write over it.
    /// </summary>
    public static int AtLeastThree(int descriptor)
    {
        if (descriptor is < 0 or >= FirstFree) return descriptor;
        int moved = Libc.Control(descriptor, Libc.DupAtLeast, FirstFree);
        _ = Libc.Close(descriptor);
        return moved >= 0 ? moved : throw Failure("A descriptor cannot be moved");
    }

    public static void SetNonBlocking(int descriptor) => _ = Libc.Control(descriptor, Libc.SetFlags, Libc.NonBlock);

    public static void Close(ref int descriptor)
    {
        if (descriptor < 0) return;
        _ = Libc.Close(descriptor);
        descriptor = -1;
    }

    public static Win32Exception Failure(string what)
    {
        int error = Libc.LastError;
        return new Win32Exception(error, $"{what}: {new Win32Exception(error).Message}");
    }
}
