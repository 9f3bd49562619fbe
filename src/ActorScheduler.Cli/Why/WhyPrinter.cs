using ActorScheduler.Client;

namespace ActorScheduler.Cli.Why;

/// <summary>Prints what is known of a job that does not run.</summary>
internal abstract class WhyPrinter
{
    /// <summary>Its node has explained it.</summary>
    public abstract void Explained(JobExplanation explanation);

    /// <summary>It will not run any more.</summary>
    public abstract void Ended(JobView job);

    /// <summary>Nobody answers.</summary>
    /// <param name="job">The job.</param>
    /// <param name="silence">Why.</param>
    /// <param name="inStore">What the store says of it.</param>
    public abstract void NoNode(JobView job, string silence, string inStore);
}
