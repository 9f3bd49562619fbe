namespace ActorScheduler.TestKit.Engine;

/// <summary>Runs tasks as steps of the simulation.</summary>
internal sealed class SimulationTasks(SimulationEngine engine) : TaskScheduler
{
    protected override void QueueTask(Task task) => engine.Post(new Item(this, task), engine.Current);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private sealed class Item(SimulationTasks tasks, Task task) : IThreadPoolWorkItem
    {
        public void Execute() => tasks.TryExecuteTask(task);
    }
}
