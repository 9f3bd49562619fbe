namespace ActorScheduler.TestKit.Swarm;

/// <content>A task pool beside the schedulers: it shares the groups of the node with them.</content>
internal sealed partial class SwarmWorld
{
    private TaskPool? _pool;

    private JobHandle Spawn(SwarmOp step)
    {
        bool hasDefault = (plan.Features & SwarmFeature.DefaultLimits) != 0;
        _pool ??= simulation.Node.CreateTaskPool("pool", new TaskPoolOptions
        {
            MaxTasks = 1 + (step.Number % 4),
            DefaultLimit = hasDefault ? 1 + (step.Target % 2) : null,
        });
        List<GroupKey> groups = [.. Options(step).Groups];
        // Nobody gives this one a limit of its own.
        if (hasDefault && step.Number % 2 == 0) groups.Add("open");
        return _pool.Spawn(
            [.. groups], job => WorkAsync(step.Job, job), step.Target % 2 == 0 ? WhenFull.Wait : WhenFull.Refuse);
    }
}
