namespace ActorScheduler.Tests;

/// <summary>Tests that look at the whole process: they run one after the other, and nothing beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
