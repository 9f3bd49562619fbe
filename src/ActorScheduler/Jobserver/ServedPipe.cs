namespace ActorScheduler.Jobserver;

/// <summary>Makes the pipe of a jobserver that we serve.</summary>
internal static unsafe class ServedPipe
{
    /// <summary>The byte that a token is which nobody has marked.</summary>
    public const byte FreshToken = (byte)'+';

    private const int FifoMode = 0x180;   // 0600: the owner reads and writes

    /// <summary>A pipe with that many tokens in it, and how an option of make names it.</summary>
    public static (TokenPipe Pipe, string Auth) Create(int tokens, MakeJobserverStyle style)
    {
        (TokenPipe pipe, string auth) = style == MakeJobserverStyle.Pipe ? Descriptors() : Fifo();
        try
        {
            for (int token = 0; token < tokens; token++) pipe.Put(FreshToken);
            return (pipe, auth);
        }
        catch
        {
            pipe.Dispose();
            throw;
        }
    }

    /// <summary>An unnamed pipe whose two ends our children inherit, in blocking mode as make makes it.</summary>
    private static (TokenPipe Pipe, string Auth) Descriptors()
    {
        int* ends = stackalloc int[2];
        Check(Posix.Pipe(ends, 0));
        (int read, int write) = (ends[0], ends[1]);
        int reader = Posix.Open(Posix.PathOf(read), OfferedPipe.OwnReader);
        if (reader >= 0) return (new TokenPipe(reader, write, [read, write], reader, read, write), $"{read},{write}");

        string reason = Posix.LastError;
        _ = Posix.Close(read);
        _ = Posix.Close(write);
        throw Failed(reason);
    }

    private static (TokenPipe Pipe, string Auth) Fifo()
    {
        string directory = Directory.CreateTempSubdirectory("jobserver-").FullName;   // only for us: mode 0700
        try
        {
            string path = Path.Combine(directory, "tokens");
            Check(Posix.MakeFifo(path, FifoMode));
            // Open for both, so that the tokens outlast every child that opens and closes it.
            int both = Check(Posix.Open(path, Posix.ReadWrite | Posix.NonBlocking | Posix.CloseOnExec));
            return (new TokenPipe(both, both, [], both) { PrivateDirectory = directory }, "fifo:" + path);
        }
        catch
        {
            Directory.Delete(directory, recursive: true);
            throw;
        }
    }

    private static int Check(int result) => result >= 0 ? result : throw Failed(Posix.LastError);

    private static IOException Failed(string reason) => new($"The jobserver cannot be made: {reason}.");
}
