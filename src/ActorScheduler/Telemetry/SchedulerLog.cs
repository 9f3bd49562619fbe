using ActorScheduler.Actors;
using ActorScheduler.Processes;
using Microsoft.Extensions.Logging;

namespace ActorScheduler.Telemetry;

/// <summary>
/// What a scheduler writes to the log: its own life as information, the lives of its jobs for debugging (DUP-34), and
/// as a warning the failure of a job that nobody may have the handle of.
/// </summary>
internal sealed partial class SchedulerLog(ILogger logger, string scheduler)
{
    /// <summary>Process ids in one line of the log: more are no help to anybody.</summary>
    private const int MostProcesses = 100;

    /// <summary>True when the lives of single jobs are wanted.</summary>
    public bool WantsJobs => logger.IsEnabled(LogLevel.Debug);

    public void Created(SchedulerOptions options) => LogCreated(scheduler, options.MaxJobs, options.MaxLoad);

    public void Scheduled(JobHandle job, int waiting) => LogScheduled(scheduler, job.Id, job.Name, waiting);

    public void Started(JobHandle job, int running) => LogStarted(scheduler, job.Id, job.Name, job.Attempt, running);

    public void Ended(JobHandle job, int running, bool isNews)
    {
        // What is thrown for a lost job is not known before that is told to whoever waits for it.
        JobState state = job.State;
        Exception? why = state is JobState.Completed or JobState.Lost ? null : job.CreateExit().Exception;
        LogLevel level = isNews ? LogLevel.Warning : LogLevel.Debug;
        LogEnded(level, scheduler, job.Id, job.Name, state, state == JobState.Completed, running, why);
    }

    public void Barrier(JobHandle barrier) => LogBarrier(scheduler, barrier.Id);

    public void LostFound(LostProcesses lost)
    {
        if (lost.Killed.Count > 0) LogLostKilled(scheduler, Shorten(lost.Killed));
        if (lost.Left.Count > 0) LogLostLeft(scheduler, Shorten(lost.Left));
    }

    public void NoHandler(string kind, int jobs) => LogNoHandler(scheduler, jobs, kind);

    public void Stopped() => LogStopped(scheduler);

    private static string Shorten(IReadOnlyList<int> processes)
    {
        string first = string.Join(", ", processes.Take(MostProcesses));
        return processes.Count <= MostProcesses ? first : $"{first} and {processes.Count - MostProcesses} more";
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Scheduler}: created, max jobs {MaxJobs}, max load {MaxLoad}")]
    private partial void LogCreated(string scheduler, int? maxJobs, double? maxLoad);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Scheduler}: job {Job} {Name} scheduled, {Waiting} wait")]
    private partial void LogScheduled(string scheduler, JobId job, string? name, int waiting);

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "{Scheduler}: job {Job} {Name} started, attempt {Attempt}, {Running} run")]
    private partial void LogStarted(string scheduler, JobId job, string? name, int attempt, int running);

    [LoggerMessage(Message = "{Scheduler}: job {Job} {Name} ended as {State}, success {Success}, {Running} run")]
    private partial void LogEnded(
        LogLevel level, string scheduler, JobId job, string? name, JobState state, bool success, int running,
        Exception? why);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Scheduler}: barrier {Barrier}")]
    private partial void LogBarrier(string scheduler, JobId barrier);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Scheduler}: processes of jobs of its earlier life were still there and were killed: {Processes}")]
    private partial void LogLostKilled(string scheduler, string processes);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Scheduler}: processes of jobs of its earlier life cannot be ended, its jobs start all the same: "
            + "{Processes}")]
    private partial void LogLostLeft(string scheduler, string processes);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Scheduler}: this node has no handler for '{Kind}'; jobs that wait for a node that has: {Jobs}")]
    private partial void LogNoHandler(string scheduler, int jobs, string kind);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Scheduler}: stopped")]
    private partial void LogStopped(string scheduler);
}
