namespace ActorScheduler.Conventions.Snippets;

/// <summary>Tests that redirect the console or the current folder, which belong to the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneAtATime
{
    public const string Name = "One at a time";
}
