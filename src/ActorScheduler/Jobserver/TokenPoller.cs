using System.Runtime.InteropServices;

namespace ActorScheduler.Jobserver;

/// <summary>
/// Waits on the pipe for all who wait: one thread, begun when the first one has to, that looks at the pipe only while
/// somebody wants a token.
/// </summary>
/// <param name="reader">The pipe.</param>
/// <param name="isWanted">Whether somebody waits.</param>
/// <param name="readable">There may be something to take.</param>
/// <param name="failed">Nothing will come any more, and why.</param>
internal sealed class TokenPoller(int reader, Func<bool> isWanted, Action readable, Action<string> failed) : IDisposable
{
    private const int StackSize = 256 * 1024;

    private Thread? _thread;
    private int _wake = -1;
    private volatile bool _stopped;

    /// <summary>Somebody waits now. Not thread-safe.</summary>
    public void Wake()
    {
        if (_thread is null && !Start()) return;
        Posix.Signal(_wake);
    }

    /// <summary>Ends the thread and waits until it has.</summary>
    public void Dispose()
    {
        _stopped = true;
        if (_thread is null) return;
        Posix.Signal(_wake);
        if (Thread.CurrentThread == _thread) return;
        _thread.Join();
        _ = Posix.Close(_wake);
    }

    private bool Start()
    {
        _wake = Posix.EventDescriptor(0, Posix.NonBlocking | Posix.CloseOnExec);
        if (_wake < 0)
        {
            failed($"The jobserver cannot be waited for: {Posix.LastError}.");
            return false;
        }

        _thread = new Thread(Run, StackSize) { IsBackground = true, Name = "make jobserver" };
        _thread.Start();
        return true;
    }

    private void Run()
    {
        while (!_stopped)
        {
            if (!Wait(out short result)) continue;
            // What is left in the pipe can be taken even after its end.
            if ((result & Posix.PollIn) != 0) readable();
            else failed("The jobserver's pipe has ended.");
        }
    }

    /// <summary>Whether something is the matter with the pipe: it can be read, has ended or has failed.</summary>
    private unsafe bool Wait(out short result)
    {
        Posix.PollEntry* entries = stackalloc Posix.PollEntry[2];
        entries[0] = new Posix.PollEntry { Descriptor = _wake, Events = Posix.PollIn };
        entries[1] = new Posix.PollEntry { Descriptor = isWanted() ? reader : -1, Events = Posix.PollIn };
        int count = Posix.Poll(entries, 2, Timeout.Infinite);
        result = count > 0 ? entries[1].Result : (short)0;
        if (count < 0 && Marshal.GetLastPInvokeError() != Posix.InterruptedError)
            failed($"The jobserver cannot be waited for: {Posix.LastError}.");
        if (count > 0 && entries[0].Result != 0) Posix.Drain(_wake);
        return result != 0;
    }
}
