namespace ActorScheduler;

/// <summary>A delegate as a job: what <see cref="JobExtensions"/> makes. Lives in this process only.</summary>
public sealed record DelegateJob : Job
{
    internal DelegateJob(Delegate work) => Work = work;

    internal Delegate Work { get; }
}
