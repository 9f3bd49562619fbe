using System.Collections.Concurrent;

namespace ActorScheduler.Store.Tests.Durable;

[JobKind("note")]
internal sealed record Note(int Number) : NamedJob<int>;

/// <summary>Notes which jobs ran, and lets a test hold them.</summary>
internal sealed class Notes : IJobHandler<Note, int>
{
    private readonly ConcurrentQueue<int> _ran = new();

    /// <summary>What an attempt waits for; null for nothing.</summary>
    public Func<Note, JobContext, Task>? Before { get; set; }

    public int[] Ran => [.. _ran];

    public async Task<int> RunAsync(Note job, JobContext context)
    {
        _ran.Enqueue(job.Number);
        if (Before is { } wait) await wait(job, context);
        return job.Number * 10;
    }
}
