namespace ActorScheduler.TestKit.Swarm;

/// <content>Runs of a plan: sources that are pulled, and readers that may leave.</content>
internal sealed partial class SwarmWorld
{
    private async Task ReadRunAsync(Scheduler scheduler, SwarmOp step)
    {
        int read = 0;
        bool leavesEarly = step.Target % 4 == 0;
        await foreach (JobExit _ in scheduler.RunAllAsync(JobsOf(step)))
        {
            EnterUserCode();
            if (++read > 2 && leavesEarly) break;
        }
    }

    private async IAsyncEnumerable<Job> JobsOf(SwarmOp step)
    {
        for (int i = 0; i < step.Number; i++)
        {
            EnterUserCode();
            if (i % 2 == 1) await simulation.Delay(step.Job.Duration / 4);
            if (step.Faulty && _faults && i == 3) throw new SwarmFaultException("a source");
            yield return Job.Run(job => WorkAsync(step.Job, job), Options(step, $"r{step.Id}.{i}") with { After = [] });
        }
    }
}
