namespace ActorScheduler.Machines;

/// <summary>One thing that a machine wants done.</summary>
/// <param name="Kind">What.</param>
/// <param name="Target">To whom: a job, a run or a waiter, as the kind says.</param>
/// <param name="Value">A moment or a number, as the kind says.</param>
internal readonly record struct Effect(EffectKind Kind, object? Target, long Value);
