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

    /// <summary>Tells this attempt from all others of the job.</summary>
    public AttemptToken Token => new(_job.Core.Epoch, _job.Attempt);

    /// <summary>What an attempt before this one, or this one, has put by; empty when none has.</summary>
    public ReadOnlyMemory<byte> Checkpoint => _job.Checkpoint;

    /// <summary>
    /// Puts bytes by for the next attempt, in place of those before: what has been done need not be done again.
    /// Completes when they are in the store of a durable scheduler; in others they live as long as the job.
    /// </summary>
    /// <param name="content">The bytes, <see cref="JobHandlers.DefaultMaxPayload"/> at most; they are copied.</param>
    /// <exception cref="ArgumentException">There are too many bytes.</exception>
    /// <exception cref="OperationCanceledException">
    /// The scheduler is gone, or this is not its attempt any more.
    /// </exception>
    public Task CheckpointAsync(ReadOnlyMemory<byte> content)
    {
        if (content.Length > JobHandlers.DefaultMaxPayload)
        {
            throw new ArgumentException(
                $"A checkpoint has {content.Length} bytes, at most {JobHandlers.DefaultMaxPayload} are allowed.",
                nameof(content));
        }

        return _job.Core.CheckpointAsync(_job, content.ToArray());
    }

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
