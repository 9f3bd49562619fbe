namespace ActorScheduler.Cli.JobFiles;

/// <summary>A barrier: every job above it ends before any job below it starts.</summary>
internal sealed class BarrierEntry : JobEntry
{
    public static readonly BarrierEntry Instance = new();

    private BarrierEntry() { }
}
