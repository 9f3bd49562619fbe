using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Groups;

/// <summary>A job without work; the test says when it ends.</summary>
internal sealed class PoolJob : JobReference
{
    public PoolJob(SchedulerIdentity owner, long sequence, JobOptions options)
        : base(options)
    {
        Owner = owner;
        Sequence = sequence;
    }

    /// <summary>Younger jobs that started in one of its groups while it waited.</summary>
    public int Overtaken { get; set; }
}
