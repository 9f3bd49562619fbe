namespace ActorScheduler.Machines;

/// <summary>One reading of the machine's load.</summary>
/// <param name="Value">The figure; null when it could not be read, which counts as overloaded (PORT-39).</param>
/// <param name="TakenAt">When it was read.</param>
internal readonly record struct LoadSample(double? Value, long TakenAt);
