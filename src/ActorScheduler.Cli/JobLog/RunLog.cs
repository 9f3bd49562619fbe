using ActorScheduler.Cli.JobFiles;
using ActorScheduler.Cli.Output;
using ActorScheduler.Store;

namespace ActorScheduler.Cli.JobLog;

/// <summary>
/// The job log of a run, or none. When it cannot be written any more that is told once, and the jobs go on without it.
/// Thread-safe.
/// </summary>
internal sealed class RunLog(JobLogWriter? log, Screen screen)
{
    private readonly Lock _gate = new();
    private bool _hasFailed;

    /// <summary>True when it has not everything that it should.</summary>
    public bool HasFailed
    {
        get
        {
            lock (_gate) return _hasFailed;
        }
    }

    /// <summary>
    /// Adds a job. What the run itself has stopped, or nobody knows the end of, is not done: it is left out, so that a
    /// resumed run begins it again.
    /// </summary>
    public void Add(JobResult result)
    {
        bool isDone = result is { Ran: true, Stopped: false, Exit.Outcome: not JobOutcome.Lost };
        if (isDone) Write(() => log!.Add(result));
    }

    /// <summary>Adds a job that ended in an earlier run, which did not come to write it.</summary>
    public void Add(JobSpec job, KeyedJob end) => Write(() => log!.Add(job, end));

    private void Write(Action write)
    {
        lock (_gate)
        {
            if (log is null || _hasFailed) return;
            try
            {
                write();
            }
            catch (IOException problem)
            {
                _hasFailed = true;
                screen.Message(
                    $"the job log cannot be written any more: {FileProblem.Of(problem)}; the jobs go on without it");
            }
        }
    }
}
