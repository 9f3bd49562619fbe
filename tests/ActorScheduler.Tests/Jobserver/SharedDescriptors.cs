namespace ActorScheduler.Tests.Jobserver;

/// <summary>
/// Tests about descriptors that every child of this process inherits, and about the ends of pipes, run alone: a child
/// that another test is just starting would keep them open.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SharedDescriptors
{
    public const string Name = "shared descriptors";
}
