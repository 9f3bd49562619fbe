namespace ActorScheduler.TestKit.Swarm;

/// <content>A task pool beside the schedulers: it shares the groups of the node with them.</content>
internal sealed partial class SwarmWorld
{
    private TaskPool? _pool;

    private JobHandle Spawn(SwarmOp step)
    {
        _pool ??= simulation.Node.CreateTaskPool("pool", new TaskPoolOptions { MaxTasks = 1 + (step.Number % 4) });
        GroupKey[] groups = [.. Options(step).Groups];
        return _pool.Spawn(
            groups, job => WorkAsync(step.Job, job), step.Target % 2 == 0 ? WhenFull.Wait : WhenFull.Refuse);
    }
}
