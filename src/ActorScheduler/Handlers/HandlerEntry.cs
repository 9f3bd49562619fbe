using ActorScheduler.Runtime;

namespace ActorScheduler.Handlers;

/// <summary>One kind of named job with what runs it. Thread-safe.</summary>
internal abstract class HandlerEntry(JobKind kind, Type jobType)
{
    public JobKind Kind { get; } = kind;

    public Type JobType { get; } = jobType;

    /// <summary>Makes the handle of a job that lives in this process only.</summary>
    public abstract JobHandle CreateHandle(NamedJob job, ExecutionContext? context, JobOptions? options);

    /// <summary>Makes the handle of a job that is written down.</summary>
    public abstract JobHandle CreateDurable(
        HandlerTable table, JobKind written, ReadOnlyMemory<byte> payload, JobOptions? options);

    /// <summary>Writes a job's data.</summary>
    /// <exception cref="JobPayloadException">It cannot be written, or is too large.</exception>
    public abstract byte[] Write(NamedJob job);
}

/// <summary>One kind of named job with what runs it.</summary>
internal sealed class HandlerEntry<TJob, TResult>(
    JobKind kind,
    PayloadFormat format,
    IJobHandler<TJob, TResult>? handler,
    Func<JobContext, IJobHandler<TJob, TResult>>? create) : HandlerEntry(kind, typeof(TJob))
    where TJob : NamedJob<TResult>
{
    public override JobHandle CreateHandle(NamedJob job, ExecutionContext? context, JobOptions? options)
    {
        var data = (TJob)job;
        Func<JobContext, Task<TResult>> work = jobContext => RunAsync(data, jobContext);
        return new JobHandle<TResult>(work, context, options);
    }

    public override JobHandle CreateDurable(
        HandlerTable table, JobKind written, ReadOnlyMemory<byte> payload, JobOptions? options) =>
        new JobHandle<TResult>(new NamedWork<TJob, TResult>(this, table, format, written, payload), options);

    public override byte[] Write(NamedJob job) => format.Write(Kind, (TJob)job, "data");

    public Task<TResult> RunAsync(TJob job, JobContext context) =>
        create is null ? handler!.RunAsync(job, context) : RunOnceAsync(job, context);

    private async Task<TResult> RunOnceAsync(TJob job, JobContext context)
    {
        IJobHandler<TJob, TResult> made = create!(context);
        try
        {
            return await made.RunAsync(job, context).On(context.Host);
        }
        finally
        {
            if (made is IAsyncDisposable later) await later.DisposeAsync().On(context.Host);
            else if (made is IDisposable now) now.Dispose();
        }
    }
}
