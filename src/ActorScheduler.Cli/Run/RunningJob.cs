using ActorScheduler.Cli.JobFiles;

namespace ActorScheduler.Cli.Run;

/// <summary>A job that the scheduler has taken, and what follows its output.</summary>
internal sealed class RunningJob
{
    public RunningJob(JobSpec spec, ProcessHandle handle)
    {
        Spec = spec;
        Handle = handle;
        Output = new ReaderBytes(handle.Output);
        Error = new ReaderBytes(handle.Error);
    }

    public JobSpec Spec { get; }

    public ProcessHandle Handle { get; }

    public ReaderBytes Output { get; }

    public ReaderBytes Error { get; }

    /// <summary>Ends when streamed output has been shown to its end.</summary>
    public Task Shown { get; set; } = Task.CompletedTask;

    /// <summary>How it ended; null in the report of its start.</summary>
    public JobExit? Exit { get; set; }
}
