using System.Runtime.InteropServices;

namespace ActorScheduler.Jobserver;

/// <summary>Takes up the jobserver that an outer make offers.</summary>
internal static class OfferedPipe
{
    /// <summary>How we open a description of our own for reading.</summary>
    public const int OwnReader = Posix.ReadOnly | Posix.NonBlocking | Posix.CloseOnExec;

    /// <summary>Null with the problem when that is not possible.</summary>
    public static TokenPipe? Connect(JobserverAuth auth, out string? problem)
    {
        problem = null;
        switch (auth)
        {
            case JobserverAuth.Fifo fifo:
                return ConnectFifo(fifo.Path, ref problem);
            case JobserverAuth.Descriptors pair:
                return ConnectDescriptors(pair.Read, pair.Write, ref problem);
            default:
                problem = ((JobserverAuth.Unusable)auth).Problem;
                return null;
        }
    }

    private static TokenPipe? ConnectFifo(string path, ref string? problem)
    {
        // A fifo opens for writing only when somebody has it open for reading, so this tells whether it is served at
        // all.
        const int flags = Posix.NonBlocking | Posix.CloseOnExec | Posix.NoControllingTerminal;
        int writer = Posix.Open(path, Posix.WriteOnly | flags);
        if (writer < 0)
        {
            problem = Marshal.GetLastPInvokeError() == Posix.NoReaderError
                ? $"Nobody serves the jobserver's fifo '{path}' any more."
                : $"The jobserver's fifo '{path}' cannot be opened: {Posix.LastError}.";
            return null;
        }

        int reader = -1;
        if (Posix.PipeBehind(writer) is null)
            problem = $"The jobserver's '{path}' is no fifo.";
        else if ((reader = Posix.Open(Posix.PathOf(writer), OwnReader)) < 0)
            problem = $"The jobserver's fifo '{path}' cannot be read: {Posix.LastError}.";

        _ = Posix.Close(writer);
        return reader < 0 ? null : new TokenPipe(reader, writer: null, [], reader);
    }

    private static TokenPipe? ConnectDescriptors(int read, int write, ref string? problem)
    {
        // make tells the numbers to every child but leaves them open only for some, so by now they may belong to files
        // of this process. What was inherited is open and not marked to be closed on exec; ours always are.
        bool offered = Posix.IsInherited(read) && Posix.IsInherited(write)
            && Posix.Allows(read, Posix.ReadOnly) && Posix.Allows(write, Posix.WriteOnly)
            && Posix.PipeBehind(read) is { } pipe && Posix.PipeBehind(write) == pipe;
        if (!offered)
        {
            problem = $"The descriptors {read} and {write} are no jobserver: begin the line of the recipe with '+'.";
            return null;
        }

        int reader = Posix.Open(Posix.PathOf(read), OwnReader);
        if (reader >= 0) return new TokenPipe(reader, write, [read, write], reader);

        // As another user than make's: without a description of our own a read could wait for ever.
        problem = $"The jobserver's pipe cannot be opened anew: {Posix.LastError}.";
        return null;
    }
}
