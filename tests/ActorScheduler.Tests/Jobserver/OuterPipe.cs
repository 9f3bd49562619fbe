using System.Text;
using ActorScheduler.Jobserver;

namespace ActorScheduler.Tests.Jobserver;

/// <summary>The pipe of an outer make, as make makes it: inherited descriptors in blocking mode, or a fifo.</summary>
internal sealed unsafe class OuterPipe : IDisposable
{
    private readonly string? _folder;
    private int _own;

    public OuterPipe(string tokens, bool fifo = false)
    {
        if (fifo)
        {
            _folder = Directory.CreateTempSubdirectory("outer-").FullName;
            string path = Path.Combine(_folder, "tokens");
            Assert.Equal(0, Posix.MakeFifo(path, 0x180));
            _own = Posix.Open(path, Posix.ReadWrite | Posix.NonBlocking | Posix.CloseOnExec);
            Auth = "fifo:" + path;
        }
        else
        {
            int* ends = stackalloc int[2];
            Assert.Equal(0, Posix.Pipe(ends, 0));
            (Read, Write) = (ends[0], ends[1]);
            _own = Posix.Open(Posix.PathOf(Read), Posix.ReadWrite | Posix.NonBlocking | Posix.CloseOnExec);
            Auth = $"{Read},{Write}";
        }

        Assert.True(_own >= 0);
        Put(tokens);
    }

    public int Read { get; } = -1;

    public int Write { get; } = -1;

    public string Auth { get; }

    public MakeJobserver Join()
    {
        MakeJobserver? jobserver = MakeJobserver.FromMakeFlags($" -j9 --jobserver-auth={Auth}", out string? problem);
        Assert.Null(problem);
        return Assert.IsType<MakeJobserver>(jobserver);
    }

    public void Put(string tokens)
    {
        foreach (byte token in Encoding.ASCII.GetBytes(tokens)) Assert.True(Posix.WriteByte(_own, token));
    }

    /// <summary>Takes out all that is there, in order of value.</summary>
    public string TakeAll()
    {
        List<char> tokens = [];
        while (Posix.ReadByte(_own, out byte token) == 1) tokens.Add((char)token);
        return string.Concat(tokens.Order());
    }

    /// <summary>The outer make goes away.</summary>
    public void End()
    {
        if (_own >= 0) Assert.Equal(0, Posix.Close(_own));
        _own = -1;
    }

    public void Dispose()
    {
        End();
        if (Read >= 0) _ = Posix.Close(Read);
        if (Write >= 0) _ = Posix.Close(Write);
        if (_folder is not null) Directory.Delete(_folder, recursive: true);
    }
}
