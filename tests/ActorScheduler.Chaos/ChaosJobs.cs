namespace ActorScheduler.Chaos;

/// <summary>A job of the plan that a handler runs.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Copy">The life that submitted it.</param>
/// <param name="After">The job that it was to wait for; 0 for none.</param>
/// <param name="Work">What it does.</param>
/// <param name="Time">Milliseconds of an attempt.</param>
[JobKind("chaos")]
internal sealed record ChaosJob(int Number, int Copy, int After, Work Work, int Time) : NamedJob<int>;

/// <summary>A job of a recurring job.</summary>
/// <param name="Number">The number of that one.</param>
[JobKind("chaos-beat")]
internal sealed record ChaosBeat(int Number) : NamedJob<int>;

/// <summary>A job of the plan in steps.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Copy">The life that submitted it.</param>
/// <param name="After">The job that it was to wait for; 0 for none.</param>
/// <param name="Steps">How many steps.</param>
/// <param name="Time">Milliseconds of a step.</param>
[JobKind("chaos-steps")]
internal sealed record ChaosSteps(int Number, int Copy, int After, int Steps, int Time) : NamedJob<int>;
