using ActorScheduler.Runtime;

namespace ActorScheduler;

/// <summary>
/// What a job's code is told about itself. A value that refers to the job: pass it on freely; its members are
/// thread-safe.
/// </summary>
public readonly struct JobContext : IEquatable<JobContext>
{
    private readonly JobHandle _job;

    internal JobContext(JobHandle job) => _job = job;

    internal IActorHost Host => _job.Core.Host;

    /// <summary>The job's id.</summary>
    public JobId JobId => _job.Id;

    /// <summary>The job's name, when it has one.</summary>
    public string? Name => _job.Name;

    /// <summary>Which attempt this is, from 1.</summary>
    public int Attempt => _job.Attempt;

    /// <summary>
    /// The fire time that a recurring job runs for, in UTC, also when it runs later; null for any other job.
    /// </summary>
    public DateTimeOffset? FireTime => _job.Settings.FireTime;

    /// <summary>The words of the submitter's own that travel with the job.</summary>
    public IReadOnlyDictionary<string, string>? Tags => _job.Settings.Tags;

    /// <summary>
    /// Canceled when this attempt should stop: somebody canceled the job, it ran longer than its timeout, or the
    /// scheduler stops.
    /// Code that does not heed it is not interrupted and keeps its slot until it ends.
    /// </summary>
    public CancellationToken CancellationToken => _job.AttemptToken;

    /// <summary>Equality of the jobs.</summary>
    public bool Equals(JobContext other) => ReferenceEquals(_job, other._job);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is JobContext other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _job?.GetHashCode() ?? 0;

    /// <summary>Equality of the jobs.</summary>
    public static bool operator ==(JobContext left, JobContext right) => left.Equals(right);

    /// <summary>Inequality of the jobs.</summary>
    public static bool operator !=(JobContext left, JobContext right) => !left.Equals(right);
}
