using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using ActorScheduler.Machines;

namespace ActorScheduler.Processes;

/// <summary>One child of System.Diagnostics.Process.</summary>
internal sealed partial class PortableChild : IChildProcess
{
    private const int BufferSize = 64 * 1024;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly Process _process;
    private readonly PortableStreams _streams;
    private readonly IChildObserver _observer;
    private readonly Action<string, Exception> _reportFailure;
    private int _openStreams = 1;
    private bool _isDead;
    private bool _isReleased;

    public PortableChild(Process process, PortableStreams streams, IChildObserver observer,
        Action<string, Exception> reportFailure)
    {
        _process = process;
        _streams = streams;
        _observer = observer;
        _reportFailure = reportFailure;
        Pid = process.Id;
    }

    public int Pid { get; }

    public ProcessIdentity? Identity { get; init; }

    public OutputStore? Output => _streams.Output;

    public OutputStore? Error => _streams.Error;

    public void Announce()
    {
        _observer.Started(this);
        ProcessStartInfo info = _process.StartInfo;
        if (info.RedirectStandardInput) _ = WriteInputAsync();
        if (info.RedirectStandardOutput) Pump(_process.StandardOutput.BaseStream, _streams.Output, _streams.OutputFile);
        if (info.RedirectStandardError) Pump(_process.StandardError.BaseStream, _streams.Error, _streams.ErrorFile);
        StreamEnded();
        _process.Exited += (_, _) => Died();
        _process.EnableRaisingEvents = true;
    }

    public Exception? Signal(StopSignal signal)
    {
        lock (_gate)
        {
            if (_isDead || _isReleased) return null;
            if (signal == StopSignal.Term && !OperatingSystem.IsWindows())
                return Kill(Pid, (int)signal) == 0 ? null : new System.ComponentModel.Win32Exception();
        }

        // Looking for the descendants takes tens of milliseconds.
        ThreadPool.UnsafeQueueUserWorkItem(_ => KillTree(), null);
        return null;
    }

    public void AbandonOutput()
    {
        _streams.Output?.Complete();
        _streams.Error?.Complete();
        _abandoned.Cancel();
    }

    public bool Release()
    {
        lock (_gate)
        {
            _isReleased = true;
            if (_isDead) _process.Dispose();
            return !_isDead;
        }
    }

    public void WatchGroup() => _observer.GroupGone();

    public IReadOnlyList<int> FindLeaked() => [];

    public void Dispose() => _streams.Dispose();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);

    private void Died()
    {
        int code;
        lock (_gate)
        {
            if (_isDead) return;
            _isDead = true;
            code = _process.ExitCode;
            if (_isReleased) _process.Dispose();
        }

        _observer.Exited(new ChildExit(code));
    }

    private void KillTree()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It died, or was released, meanwhile.
        }
        catch (Exception e)
        {
            _reportFailure($"Process {Pid} could not be killed", e);
        }
    }

    private void StreamEnded()
    {
        if (Interlocked.Decrement(ref _openStreams) == 0) _observer.OutputEnded();
    }

    private void Pump(Stream source, OutputStore? store, Stream? file)
    {
        Interlocked.Increment(ref _openStreams);
        _ = PumpAsync(source, store, file);
    }

    private async Task PumpAsync(Stream source, OutputStore? store, Stream? file)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read;
            while ((read = await source.ReadAsync(buffer, _abandoned.Token).ConfigureAwait(false)) > 0)
            {
                store?.Append(buffer.AsSpan(0, read));
                if (file is not null)
                    await file.WriteAsync(buffer.AsMemory(0, read), _abandoned.Token).ConfigureAwait(false);
                if (store?.Room == 0) await WaitForRoomAsync(store).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            if (e is IOException) _reportFailure($"The output of process {Pid} cannot be kept", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            store?.Complete();
            StreamEnded();
        }
    }

    private async Task WaitForRoomAsync(OutputStore store)
    {
        var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.RoomMade = () => made.TrySetResult();
        if (store.Room == 0) await made.Task.WaitAsync(_abandoned.Token).ConfigureAwait(false);
    }

    private async Task WriteInputAsync()
    {
        try
        {
            await using Stream target = _process.StandardInput.BaseStream;
            if (_streams.Input is { } content)
                await content.CopyToAsync(target, _abandoned.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // A child that does not read to the end is no error.
        }
    }
}
