namespace ActorScheduler.Handlers;

/// <summary>A named job that was written down and that this node cannot run.</summary>
internal sealed class UnknownWork(string kind, ReadOnlyMemory<byte> payload, JobPayloadException reason)
    : NamedWork<object?>(JobKind.TryParse(kind, out JobKind known) ? known : new JobKind(kind, 1), payload)
{
    public override Task<object?> RunAsync(JobContext context) => Task.FromException<object?>(reason);

    public override object? ReadResult(ReadOnlySpan<byte> bytes) => null;
}
