using ActorScheduler.Runtime;

namespace ActorScheduler.Handlers;

/// <summary>The written data of a named job, and of its result. Belongs to one handle.</summary>
internal abstract class NamedWork(JobKind kind, ReadOnlyMemory<byte> payload)
{
    public JobKind Kind { get; } = kind;

    public ReadOnlyMemory<byte> Payload { get; } = payload;

    /// <summary>The result as it is written down, once an attempt has given one.</summary>
    public ReadOnlyMemory<byte> Result { get; protected set; }

    /// <summary>True when the result comes from elsewhere: it is read when it is asked for.</summary>
    public bool HasKeptResult { get; private set; }

    /// <summary>Takes over a result that was written down.</summary>
    public void TakeResult(ReadOnlyMemory<byte> result)
    {
        Result = result;
        HasKeptResult = true;
    }
}

/// <summary>The written data of a named job whose result is known by type.</summary>
internal abstract class NamedWork<TResult>(JobKind kind, ReadOnlyMemory<byte> payload) : NamedWork(kind, payload)
{
    /// <summary>Runs one attempt, outside of any turn.</summary>
    public abstract Task<TResult> RunAsync(JobContext context);

    /// <summary>Reads a result that was written down.</summary>
    public abstract TResult ReadResult(ReadOnlySpan<byte> bytes);
}

/// <summary>The written data of a named job, with what runs it.</summary>
internal sealed class NamedWork<TJob, TResult>(
    HandlerEntry<TJob, TResult> entry,
    HandlerTable table,
    PayloadFormat format,
    JobKind written,
    ReadOnlyMemory<byte> payload)
    : NamedWork<TResult>(written, payload)
    where TJob : NamedJob<TResult>
{
    public override async Task<TResult> RunAsync(JobContext context)
    {
        // What runs is what was written, the first time as after a restart.
        ReadOnlyMemory<byte> data = table.Upgrade(Kind, entry.Kind, Payload);
        TJob job = format.Read<TJob>(entry.Kind, data.Span, "data")
            ?? throw new JobPayloadException(
                JobPayloadError.Unreadable, Kind.ToString(), $"The data of '{Kind}' cannot be read: it is null.");
        TResult result = await entry.RunAsync(job, context).On(context.Host);
        Result = format.Write(entry.Kind, result, "result");
        return result;
    }

    public override TResult ReadResult(ReadOnlySpan<byte> bytes) => format.Read<TResult>(entry.Kind, bytes, "result");
}
