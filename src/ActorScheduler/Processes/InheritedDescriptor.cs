namespace ActorScheduler.Processes;

/// <summary>An open descriptor of this process that a child gets.</summary>
/// <param name="Own">Its number here.</param>
/// <param name="Child">
/// Its number in the child, above 2. Those of several rise in the order of our own, so that none is written over before
/// it is copied.
/// </param>
internal readonly record struct InheritedDescriptor(int Own, int Child);
