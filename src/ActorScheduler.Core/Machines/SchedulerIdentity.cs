namespace ActorScheduler.Machines;

/// <summary>Which scheduler incarnation a job belongs to.</summary>
internal class SchedulerIdentity(ulong origin, string name)
{
    public static readonly SchedulerIdentity None = new(0, "");

    public ulong Origin { get; } = origin;

    public string Name { get; } = name;
}
