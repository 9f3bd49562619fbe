using System.Runtime.CompilerServices;
using ActorScheduler.Cli.JobFiles;
using ActorScheduler.Cli.JobLog;
using ActorScheduler.Cli.Output;
using ActorScheduler.Cli.State;

namespace ActorScheduler.Cli.Run;

/// <summary>The command <c>run</c>: checks everything, then runs the jobs.</summary>
internal static class RunCommand
{
    /// <summary>Runs it; gives the exit status.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="signals">The signals that change how many jobs run at once, and those that have come.</param>
    /// <param name="time">The source of time.</param>
    /// <exception cref="UsageException">Something is wrong, and nothing was started.</exception>
    public static int Run(RunOptions options, LimitSignals signals, TimeProvider time)
    {
        using JobFile file = JobFile.Open(options.File, options.Groups);
        long? total = file.Streams ? null : Count(file);
        if (options.DryRun) return Plan(options, file, total);
        RunFiles.RefuseShared(options);
        JobLogHistory? logged = null;
        using JobLogWriter? log = options.JobLog is { } path
            ? JobLogWriter.Open(path, options.Resumes, options.ResumeFailed, out logged)
            : null;
        CheckHistory(file, logged, total);
        using RunState? state = options.State is null
            ? null
            : RunState.OpenAsync(options, logged).GetAwaiter().GetResult();
        CheckHistory(file, state?.History, total);
        log?.Begin(logged);

        bool isTerminal = !Console.IsErrorRedirected;
        var screen = new Screen(StandardStream.OpenOutput(), StandardStream.OpenError(), isTerminal);
        if (isTerminal && file.Name == JobFile.StandardInput && !Console.IsInputRedirected)
            screen.Message("reads commands from this terminal, one a line; Ctrl-D ends them");
        var setup = new RunSetup
        {
            Options = options,
            File = file,
            TotalJobs = total,
            History = (RunHistory?)state?.History ?? logged,
            State = state,
            IsHalted = state?.History.HasFailed == true && Failure(options, file) != FailureMode.CountAndContinue,
            Log = new RunLog(log, screen),
            Screen = screen,
            Printer = Printer(options, screen),
            ShowsProgress = options.Progress switch
            {
                ProgressMode.Always => true,
                ProgressMode.Never => false,
                _ => isTerminal,
            },
            IsTerminal = isTerminal,
            LimitSignals = signals,
            Time = time,
        };
        return Run(setup);
    }

    private static int Run(RunSetup setup)
    {
        SchedulerOptions limits = Limits(setup.Options, setup.File);
        using MakeJobserver? jobserver = Jobservers.Open(limits.MaxJobs, setup.Screen);
        var node = new NodeOptions
        {
            TimeProvider = setup.Time,
            Jobserver = jobserver,
            Store = setup.State?.Store,
            Processes = new ProcessSettings { Subreaper = true, KillOrphansIfKilled = true, PrepareAtStart = true },
        };
        SchedulerNode running = SchedulerNode.StartAsync(node).AsTask().GetAwaiter().GetResult();
        try
        {
            Scheduler scheduler = setup.State is null
                ? running.CreateScheduler(setup.File.Settings.Name ?? "run", limits)
                : running.CreateScheduler(RunState.Journal, RunState.Durable(limits));
            var run = new JobRun(setup, scheduler, new RunLimit(scheduler, jobserver));
            int status = run.Run();
            // Also what a job had put into the background and that was told of at its end.
            if (run.IsSignaled) running.StopAsync(StopMode.Kill).GetAwaiter().GetResult();
            return status;
        }
        finally
        {
            running.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static SchedulerOptions Limits(RunOptions options, JobFile file)
    {
        SchedulerSettings settings = file.Settings;
        var groups = new Dictionary<GroupKey, int>();
        foreach ((string name, int limit) in file.GroupLimits) groups.Add(GroupKey.Of(name), limit);
        JobLimit? maxJobs = options.MaxJobs ?? settings.MaxJobs;
        return new SchedulerOptions
        {
            MaxJobs = maxJobs is { } limited ? limited.Count : Environment.ProcessorCount,
            MaxLoad = options.MaxLoad ?? settings.MaxLoad,
            LoadSignal = options.LoadSignal ?? settings.LoadSignal ?? default,
            FailureMode = Failure(options, file),
            GroupLimits = groups,
        };
    }

    private static FailureMode Failure(RunOptions options, JobFile file) =>
        options.FailureMode ?? file.Settings.FailureMode ?? default;

    private static JobPrinter Printer(RunOptions options, Screen screen)
    {
        if (options.Json) return NewJsonOutput(screen, options.Output);
        return options.Output switch
        {
            OutputMode.Grouped => new GroupedOutput(screen),
            OutputMode.Lines => new LineOutput(screen),
            _ => new NoOutput(screen),
        };
    }

    // By itself, so that a run without it does not load the library behind it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static JsonOutput NewJsonOutput(Screen screen, OutputMode output) => new(screen, output);

    // Reads the file to its end, so that its mistakes are found before anything starts.
    private static long Count(JobFile file)
    {
        long jobs = 0;
        foreach (JobEntry entry in file.Read())
        {
            if (entry is JobSpec) jobs++;
        }

        return jobs;
    }

    private static void CheckHistory(JobFile file, RunHistory? history, long? total)
    {
        if (history is null || total is null) return;
        foreach (PlannedEntry _ in PlannedEntries.Read(file, history))
        {
            // It is the reading that finds what differs.
        }
    }

    private static int Plan(RunOptions options, JobFile file, long? total)
    {
        RunHistory? history = null;
        if (options is { Resumes: true, State: not null })
            history = RunState.PeekAsync(options).GetAwaiter().GetResult();
        else if (options.Resumes) history = JobLogHistory.Load(options.JobLog!, options.ResumeFailed);
        CheckHistory(file, history, total);
        using Stream output = StandardStream.OpenOutput();
        DryRun.Print(file, history, options.Json, output);
        return ExitCodes.Success;
    }
}
