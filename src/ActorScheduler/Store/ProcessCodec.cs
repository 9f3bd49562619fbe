using ActorScheduler.Processes;
using ActorScheduler.Store.Facts;
using Google.Protobuf;

namespace ActorScheduler.Store;

/// <summary>A process job as it is written down.</summary>
internal static class ProcessCodec
{
    /// <summary>
    /// 2 MiB, what Linux lets a program have of arguments and environment: what does not fit is no command but a file.
    /// </summary>
    public const int MostBytes = 2 * 1024 * 1024;

    /// <summary>Refuses a job that cannot be written down, or makes no sense without the process that scheduled it.
    /// </summary>
    /// <exception cref="ArgumentException">Its output is streamed, or it is too large.</exception>
    public static void Check(ProcessJob job)
    {
        if (job.Output == ProcessOutput.Stream || job.Error == ProcessOutput.Stream)
            throw new ArgumentException(
                "A durable process cannot stream its output: after a restart nobody reads it, and it would stop.",
                nameof(job));
        int size = Write(job).CalculateSize();
        if (size > MostBytes)
            throw new ArgumentException(
                $"A durable process has {size} bytes of arguments, environment and input, "
                + $"at most {MostBytes} are allowed.",
                nameof(job));
    }

    public static ChildProcess Write(ProcessIdentity process) =>
        new() { Pid = process.Pid, StartTime = process.StartTime, Boot = process.Boot };

    public static ProcessIdentity Read(ChildProcess process) => new(process.Pid, process.StartTime, process.Boot);

    public static ProcessData Write(ProcessJob job)
    {
        var data = new ProcessData
        {
            Program = job.Program,
            Input = WriteInput(job.Input),
            Output = WriteOutput(job.Output),
            Error = WriteOutput(job.Error),
            KillAfter = job.KillAfter.Ticks,
            DrainTimeout = job.DrainTimeout.Ticks,
            OutputMemoryLimit = job.OutputMemoryLimit,
        };
        data.Arguments.AddRange(job.Arguments);
        if (job.WorkingDirectory is { } folder) data.WorkingDirectory = folder;
        foreach ((string name, string? value) in job.Environment?.AsEnumerable() ?? [])
        {
            var variable = new Variable { Name = name };
            if (value is not null) variable.Value = value;
            data.Environment.Add(variable);
        }

        return data;
    }

    public static ProcessJob Read(ProcessData data) => new(data.Program, [.. data.Arguments])
    {
        WorkingDirectory = data.HasWorkingDirectory ? data.WorkingDirectory : null,
        Environment = data.Environment.Count == 0
            ? null
            : data.Environment.ToDictionary(v => v.Name, v => v.HasValue ? v.Value : null, StringComparer.Ordinal),
        Input = ReadInput(data.Input),
        Output = ReadOutput(data.Output),
        Error = ReadOutput(data.Error),
        KillAfter = TimeSpan.FromTicks(data.KillAfter),
        DrainTimeout = TimeSpan.FromTicks(data.DrainTimeout),
        OutputMemoryLimit = data.OutputMemoryLimit,
    };

    private static StreamPlace WriteInput(ProcessInput input) => input switch
    {
        ProcessInput.InheritInput => new() { Kind = StreamPlace.Types.Kind.Inherit },
        ProcessInput.BytesInput bytes =>
            new() { Kind = StreamPlace.Types.Kind.Bytes, Content = ByteString.CopyFrom(bytes.Content.Span) },
        ProcessInput.FileInput file => new() { Kind = StreamPlace.Types.Kind.File, Path = file.Path },
        _ => new() { Kind = StreamPlace.Types.Kind.Null },
    };

    private static ProcessInput ReadInput(StreamPlace? place) => place?.Kind switch
    {
        StreamPlace.Types.Kind.Inherit => ProcessInput.Inherit,
        StreamPlace.Types.Kind.Bytes => ProcessInput.Bytes(place!.Content.Memory),
        StreamPlace.Types.Kind.File => ProcessInput.File(place!.Path),
        _ => ProcessInput.Null,
    };

    private static StreamPlace WriteOutput(ProcessOutput output) => output switch
    {
        ProcessOutput.InheritOutput => new() { Kind = StreamPlace.Types.Kind.Inherit },
        ProcessOutput.CaptureOutput => new() { Kind = StreamPlace.Types.Kind.Capture },
        ProcessOutput.FileOutput file => new()
        {
            Kind = file.Append ? StreamPlace.Types.Kind.Append : StreamPlace.Types.Kind.File,
            Path = file.Path,
        },
        _ => new() { Kind = StreamPlace.Types.Kind.Null },
    };

    private static ProcessOutput ReadOutput(StreamPlace? place) => place?.Kind switch
    {
        StreamPlace.Types.Kind.Inherit => ProcessOutput.Inherit,
        StreamPlace.Types.Kind.Capture => ProcessOutput.Capture,
        StreamPlace.Types.Kind.File => ProcessOutput.File(place!.Path),
        StreamPlace.Types.Kind.Append => ProcessOutput.File(place!.Path, append: true),
        _ => ProcessOutput.Discard,
    };
}
