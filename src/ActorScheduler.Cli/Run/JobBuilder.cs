using ActorScheduler.Cli.JobFiles;
using ActorScheduler.Cli.Shell;

namespace ActorScheduler.Cli.Run;

/// <summary>Makes what the scheduler takes out of what the job file says.</summary>
internal sealed class JobBuilder
{
    /// <summary>
    /// Ended jobs wait with their output until it is written; this much of each stream waits in memory, the rest in a
    /// file.
    /// </summary>
    private const int OutputMemory = 64 * 1024;

    private readonly RunOptions _options;
    private readonly ProcessOutput _output;
    private readonly ProgramFile _programs = new(System.Environment.GetEnvironmentVariable("PATH"));
    private readonly JobOptions _plain;

    public JobBuilder(RunOptions options, ProcessOutput output)
    {
        _options = options;
        _output = output;
        _plain = new JobOptions { Timeout = options.Timeout, Retry = Retries(options.Retries) };
    }

    /// <summary>What is executed.</summary>
    public ProcessJob Process(JobSpec job)
    {
        (string program, IReadOnlyList<string> arguments) = Command(job);
        return new ProcessJob(program, arguments)
        {
            WorkingDirectory = job.WorkingDirectory,
            Environment = job.Environment,
            Output = _output,
            Error = _output,
            OutputMemoryLimit = OutputMemory,
            KillAfter = _options.KillAfter ?? ProcessJob.DefaultKillAfter,
        };
    }

    /// <summary>True when nothing that comes after this job can start while it waits for its first start.</summary>
    public bool StartsInOrder(JobSpec job) =>
        job.Groups.Count == 0 && job.After.Count == 0 && (job.Retries ?? _options.Retries) == 0;

    /// <summary>How it is scheduled; one object for all plain jobs without a key.</summary>
    public JobOptions Options(JobSpec job, IReadOnlyList<JobReference> after, string? key)
    {
        bool isPlain = job.Name is null && job.Groups.Count == 0 && after.Count == 0 && job.Timeout is null
            && job.Retries is null && key is null;
        if (isPlain) return _plain;
        return new JobOptions
        {
            Name = job.Name,
            Key = key,
            OnLost = key is null ? null : LostPolicy.RunAgain,
            Groups = job.Groups,
            After = after,
            Timeout = job.Timeout ?? _options.Timeout,
            Retry = job.Retries is { } retries ? Retries(retries) : _plain.Retry,
        };
    }

    private (string Program, IReadOnlyList<string> Arguments) Command(JobSpec job)
    {
        if (job.Arguments is { } list) return (list[0], Rest(list));
        if (OperatingSystem.IsWindows())
        {
            ProcessJob shell = Job.Shell(job.Command);
            return (shell.Program, shell.Arguments);
        }

        // With its own folder or variables a shell does more than execute: it sets PWD, and it may be given another
        // PATH.
        bool isOrdinary = job.WorkingDirectory is null && job.Environment is null;
        if (isOrdinary && SimpleCommand.Split(job.Command) is { } words && _programs.IsExecutable(words[0]))
            return (words[0], Rest(words));

        // The two dashes: a command may begin with one.
        return ("/bin/sh", ["-c", "--", job.Command]);
    }

    private static RetryPolicy Retries(int retries) =>
        retries == 0 ? RetryPolicy.None : RetryPolicy.Exponential(retries + 1);

    private static string[] Rest(IReadOnlyList<string> words)
    {
        var rest = new string[words.Count - 1];
        for (int i = 0; i < rest.Length; i++) rest[i] = words[i + 1];
        return rest;
    }
}
