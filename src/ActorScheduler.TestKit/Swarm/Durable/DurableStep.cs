namespace ActorScheduler.TestKit.Swarm;

/// <summary>The job of a step of a plan: what it does is in the plan, and what becomes of it in the record.</summary>
/// <param name="Id">The step.</param>
[JobKind("swarm-step")]
internal sealed record DurableStep(int Id) : NamedJob<int>;
