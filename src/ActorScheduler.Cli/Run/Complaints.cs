using ActorScheduler.Cli.Output;

namespace ActorScheduler.Cli.Run;

/// <summary>What people are told of a job that did not go well, on standard error.</summary>
internal static class Complaints
{
    /// <summary>Why nothing was started.</summary>
    public const string Halted =
        "a job failed in an earlier run and --on-failure lets nothing start after it; --resume-failed runs it again";

    /// <summary>Says it; true when some of the job's output was lost.</summary>
    public static bool Tell(Screen screen, RunningJob job, JobResult result)
    {
        if (result.Failed) screen.Message($"{result.Title()} failed: {result.Reason()}");
        ProcessOutputLostException? loss = job.Output.Loss ?? job.Error.Loss;
        if (loss is not null)
            screen.Message($"{result.Title()}: {OneLine.Of(loss.Message)}");
        if (result.Exit is ProcessExit { OutputAbandoned: true })
            screen.Message($"{result.Title()} left a process behind that holds its output open; the output ends here");
        return loss is not null;
    }
}
