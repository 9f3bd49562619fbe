namespace ActorScheduler.Load;

/// <summary>
/// Linux: <c>/proc/loadavg</c> and <c>/proc/pressure/cpu</c>, both of the whole machine, also inside a container.
/// </summary>
internal sealed class LinuxLoad : ILoadSource, IDisposable
{
    // Each file is one or two short lines; a text that does not fit was not written by the kernel we know.
    private const int BufferSize = 256;

    private readonly ProcFile _loadAverage;
    private readonly ProcFile _pressure;

    public LinuxLoad(string loadAveragePath = "/proc/loadavg", string pressurePath = "/proc/pressure/cpu")
    {
        _loadAverage = new ProcFile(loadAveragePath);
        _pressure = new ProcFile(pressurePath);
    }

    public double? Read(LoadSignal signal)
    {
        Span<byte> buffer = stackalloc byte[BufferSize];
        ProcFile file = signal == LoadSignal.Pressure ? _pressure : _loadAverage;
        int length = file.Read(buffer);
        if (length <= 0 || length == buffer.Length) return null;

        ReadOnlySpan<byte> text = buffer[..length];
        return signal switch
        {
            LoadSignal.LoadAverage => LoadText.LoadAverage(text),
            LoadSignal.Runnable => LoadText.Runnable(text),
            LoadSignal.Pressure => LoadText.Pressure(text),
            _ => null,
        };
    }

    public void Dispose()
    {
        _loadAverage.Dispose();
        _pressure.Dispose();
    }
}
