namespace ActorScheduler.Processes;

/// <summary>
/// What is on our side of a portable child's three streams. Files are opened here, before the child is started.
/// </summary>
internal sealed class PortableStreams : IDisposable
{
    private PortableStreams()
    {
    }

    /// <summary>What is copied into its standard input, which then ends.</summary>
    public Stream? Input { get; private set; }

    public OutputStore? Output { get; private set; }

    public OutputStore? Error { get; private set; }

    public Stream? OutputFile { get; private set; }

    public Stream? ErrorFile { get; private set; }

    public static PortableStreams Open(ProcessJob job, string? temporaryFolder)
    {
        var streams = new PortableStreams();
        try
        {
            streams.Input = job.Input switch
            {
                ProcessInput.FileInput file => OpenFile(file.Path, FileMode.Open, FileAccess.Read),
                ProcessInput.BytesInput bytes => new MemoryStream(bytes.Content.ToArray(), writable: false),
                _ => null,
            };
            streams.Output = NewStore(job.Output, job, temporaryFolder);
            streams.Error = NewStore(job.Error, job, temporaryFolder);
            streams.OutputFile = OpenOutput(job.Output);
            streams.ErrorFile = OpenOutput(job.Error);
            return streams;
        }
        catch
        {
            streams.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Input?.Dispose();
        OutputFile?.Dispose();
        ErrorFile?.Dispose();
    }

    private static OutputStore? NewStore(ProcessOutput output, ProcessJob job, string? temporaryFolder) => output switch
    {
        ProcessOutput.CaptureOutput => new OutputSpool(job.OutputMemoryLimit, temporaryFolder),
        ProcessOutput.StreamOutput => new OutputPipe(),
        _ => null,
    };

    private static FileStream? OpenOutput(ProcessOutput output) => output is ProcessOutput.FileOutput file
        ? OpenFile(file.Path, file.Append ? FileMode.Append : FileMode.Create, FileAccess.Write)
        : null;

    private static FileStream OpenFile(string path, FileMode mode, FileAccess access)
    {
        try
        {
            return new FileStream(path, mode, access, FileShare.ReadWrite, bufferSize: 0, useAsync: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProcessStartException(
                ProcessStartError.FileNotOpened,
                $"The file '{path}' cannot be opened: {e.Message}",
                path,
                e);
        }
    }
}
