namespace ActorScheduler.TestKit.Swarm;

/// <summary>A job for one fire time of a recurring one.</summary>
/// <param name="Id">The step that made the recurring job.</param>
[JobKind("swarm-time")]
internal sealed record TimedJob(int Id) : NamedJob<int>;
