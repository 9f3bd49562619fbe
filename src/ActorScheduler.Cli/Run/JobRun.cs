using ActorScheduler.Cli.JobFiles;
using ActorScheduler.Cli.JobLog;
using ActorScheduler.Cli.Output;
using ActorScheduler.Cli.Progress;
using ActorScheduler.Cli.State;

namespace ActorScheduler.Cli.Run;

/// <summary>
/// One run of a job file: the feeder schedules, the scheduler runs, and here every start and end is shown, logged and
/// counted, one after the other. A signal, or a reader of the output that has gone, stops everything; the run is over
/// when the last child is gone.
/// </summary>
internal sealed class JobRun
{
    private readonly RunSetup _setup;
    private readonly Scheduler _scheduler;
    private readonly ReportLine _reports = new();
    private readonly Tally _tally = new();
    private readonly JobWindow _window = new();
    private readonly StoppedJobs _stopped;
    private readonly PendingCount _pending;
    private readonly JobFeeder _feeder;
    private readonly RunLimit _limit;
    private readonly long _begun;
    private int _signal;
    private IOException? _outputProblem;
    private bool _stateProblem;
    private bool _isOutputLost;

    public JobRun(RunSetup setup, Scheduler scheduler, RunLimit limit)
    {
        _limit = limit;
        _setup = setup;
        _stopped = new StoppedJobs(setup.Screen, setup.Time);
        _scheduler = scheduler;
        _begun = setup.Time.GetTimestamp();
        _pending = new PendingCount(scheduler.Options.MaxJobs, _reports.Complete);
        var builder = new JobBuilder(setup.Options, OutputOf(setup));
        _feeder = new JobFeeder(setup, builder, scheduler, _pending, _tally, OnTaken);
    }

    /// <summary>True when a signal has asked it to stop.</summary>
    public bool IsSignaled => Volatile.Read(ref _signal) != 0;

    private bool Streams => _setup.Printer.Kind == ProcessOutput.Stream;

    // A pipe cannot be written down: output that is shown as it comes is captured then, and read while it grows.
    private static ProcessOutput OutputOf(RunSetup setup) =>
        setup.State is not null && setup.Printer.Kind == ProcessOutput.Stream
            ? ProcessOutput.Capture
            : setup.Printer.Kind;

    /// <summary>Runs everything; gives the exit status.</summary>
    public int Run()
    {
        using (var signals = new StopSignals(OnSignal))
        using (_limit)
        {
            _setup.LimitSignals.Begin(_limit, OnLimitAsked);
            _setup.State?.OnFailure(problem => _reports.Add(new RunReport.StateLost(problem), isUrgent: true));
            _feeder.Start();
            ProgressLoop? progress = _setup.ShowsProgress
                ? new ProgressLoop(_setup.Screen, _setup.IsTerminal, _setup.Time, LookAsync)
                : null;
            while (_reports.Take() is { } reports)
            {
                foreach (RunReport report in reports) Wait(ShowAsync(report));
            }

            if (progress is not null) Wait(progress.DisposeAsync());
        }

        return Finish();
    }

    private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();

    /// <summary>
    /// A signal asks to stop: the first one stops everything in good order, the next one kills (PORT-66).
    /// </summary>
    private void OnSignal(int signal)
    {
        bool first = Interlocked.CompareExchange(ref _signal, signal, 0) == 0;
        Stop(first ? StopMode.CancelRunning : StopMode.Kill, SignalNames.Of(signal));
    }

    private void Stop(StopMode mode, string reason)
    {
        // In this order: what the feeder hands in from now on is refused, so nothing comes after the source's end.
        _ = _scheduler.StopAsync(mode, reason);
        _pending.EndSource();
    }

    private void OnLimitAsked(LimitChange change) => _reports.Add(new RunReport.LimitAsked(change), isUrgent: true);

    private void OnTaken(RunningJob job)
    {
        _window.Add(job);
        // When starts are shown, ends come the same way, so that they do not overtake them.
        if (Streams || _setup.Printer.ShowsStarts)
        {
            job.Handle.OnStart(_ => OnStart(job));
            job.Handle.OnExit(_ => OnExit(job));
        }
        else
        {
            job.Handle.OnVisibleEnd(() => OnExit(job));
        }
    }

    // Also called in a turn of the scheduler: it must not wait.
    private void OnExit(RunningJob job)
    {
        if (job.Handle.State == JobState.Rejected)
        {
            _window.Remove(job);
            _pending.Refused();
            return;
        }

        bool isLast = _pending.Ended();
        _reports.Add(new RunReport.Ended(job), isLast);
    }

    private void OnStart(RunningJob job)
    {
        // A job that ends without having started is told of here as well.
        if (job.Handle.TryGetExit(out JobExit? exit) && exit.StartedAt is null) return;
        if (_setup.Printer.ShowsStarts)
        {
            DateTimeOffset at = exit?.StartedAt ?? _setup.Time.GetUtcNow();
            _reports.Add(new RunReport.Started(job, at), isUrgent: false);
        }

        if (Streams) _ = job.Follow(FollowAsync);
    }

    private Task FollowAsync(RunningJob job) => Task.WhenAll(
        FollowAsync(job.Spec, OutputSource.Output, job.Output), FollowAsync(job.Spec, OutputSource.Error, job.Error));

    private async Task FollowAsync(JobSpec job, OutputSource source, ReaderBytes bytes)
    {
        try
        {
            await _setup.Printer.FollowAsync(job, source, bytes).ConfigureAwait(false);
        }
        catch (IOException problem)
        {
            OnOutputProblem(problem);

            // The child is being stopped; until it is gone it must not hang on a pipe that nobody empties.
            await foreach (OutputChunk _ in bytes.ReadAsync().ConfigureAwait(false)) { }
        }
    }

    private async ValueTask ShowAsync(RunReport report)
    {
        switch (report)
        {
            case RunReport.Started start:
                foreach (RunningJob job in _window.TakeEnded(start.At)) await ShowEndAsync(job).ConfigureAwait(false);
                await ShowStartAsync(start.Job, start.Job.StartedAt).ConfigureAwait(false);
                break;
            case RunReport.Ended end:
                if (end.Job.Exit is null && end.Job.Handle.TryGetExit(out JobExit? exit)) end.Job.Exit = exit;
                foreach (RunningJob job in _window.TakeEnded(end.Job)) await ShowEndAsync(job).ConfigureAwait(false);
                _pending.Reported();
                break;
            case RunReport.LimitAsked asked:
                await ShowLimitAsync(asked.Change).ConfigureAwait(false);
                break;
            case RunReport.StateLost lost: OnStateProblem(lost.Problem); break;
        }
    }

    // On a terminal the progress line says it.
    private async ValueTask ShowLimitAsync(LimitChange change)
    {
        if (!_setup.IsTerminal || !_setup.ShowsProgress) _setup.Screen.Message(change.ToString());
        try
        {
            if (_outputProblem is null) await _setup.Printer.LimitAskedAsync(change).ConfigureAwait(false);
        }
        catch (IOException problem)
        {
            OnOutputProblem(problem);
        }
    }

    private async ValueTask ShowStartAsync(RunningJob job, DateTimeOffset? at)
    {
        if (job.StartShown || at is null || _outputProblem is not null || !_setup.Printer.ShowsStarts) return;
        job.StartShown = true;
        try
        {
            await _setup.Printer.StartedAsync(job.Spec, at.Value).ConfigureAwait(false);
        }
        catch (IOException problem)
        {
            OnOutputProblem(problem);
        }
    }

    private async ValueTask ShowEndAsync(RunningJob job)
    {
        await ShowStartAsync(job, job.Exit!.StartedAt).ConfigureAwait(false);
        if (Streams) await job.Follow(FollowAsync).ConfigureAwait(false);
        JobResult result = job.MakeResult(isKept: _setup.Printer.Kind == ProcessOutput.Capture);
        _tally.End(result);
        try
        {
            if (_outputProblem is null) await _setup.Printer.EndedAsync(result).ConfigureAwait(false);
        }
        catch (IOException problem)
        {
            OnOutputProblem(problem);
        }

        if (Complaints.Tell(_setup.Screen, job, result)) _isOutputLost = true;
        if (_outputProblem is null) _setup.Log.Add(result);     // whose output nobody got is not done
    }

    private void OnOutputProblem(IOException problem)
    {
        if (Interlocked.CompareExchange(ref _outputProblem, problem, null) is not null) return;
        if (problem is not OutputClosedException)
            _setup.Screen.Message($"cannot write standard output: {FileProblem.Of(problem)}; everything is stopped");
        Stop(StopMode.CancelRunning, "the output cannot be written");
    }

    private void OnStateProblem(StoreException problem)
    {
        if (_stateProblem) return;
        _stateProblem = true;
        _setup.Screen.Message(
            $"the state '{_setup.State!.Name}' cannot be written any more: {StateProblem.Of(problem)}; everything is "
            + "stopped, and --resume goes on from what it has");
        Stop(StopMode.CancelRunning, "the state cannot be written");
    }

    private int Finish()
    {
        var elapsed = _setup.Time.GetElapsedTime(_begun);
        int status = ExitStatus();
        if (_feeder.Problem is { } mistake) _setup.Screen.Message(OneLine.Of(mistake.Message));
        RunSummary summary = Summary(status, elapsed);
        if (_outputProblem is null) _setup.Printer.Ended(summary);
        if (_setup.IsHalted && summary.NotRun > 0) _setup.Screen.Message(Complaints.Halted);
        bool isNews = status != ExitCodes.Success || _setup.ShowsProgress;
        if (_feeder.Problem is not null && summary.Jobs == summary.Skipped) isNews = false;     // nothing was begun
        if (isNews && _outputProblem is not OutputClosedException && summary.Jobs > 0)
            _setup.Screen.Message(summary.ToString());
        return status;
    }

    private RunSummary Summary(int status, TimeSpan elapsed) => new()
    {
        Jobs = _setup.TotalJobs ?? _tally.Seen,
        Completed = _tally.Completed,
        Failed = _tally.Failed,
        Canceled = _tally.Canceled,
        Skipped = _tally.Skipped,
        Elapsed = elapsed,
        ExitStatus = status,
    };

    private int ExitStatus()
    {
        if (_signal != 0) return ExitCodes.Signaled(_signal);
        if (_feeder.Problem is not null) return ExitCodes.Usage;
        if (_outputProblem is OutputClosedException) return ExitCodes.OutputClosed;
        bool all = _tally.Completed + _tally.Skipped == (_setup.TotalJobs ?? _tally.Seen);
        bool isWritten = _outputProblem is null && !_isOutputLost && !_setup.Log.HasFailed && !_stateProblem;
        return all && isWritten ? ExitCodes.Success : ExitCodes.JobsFailed;
    }

    private async Task<ProgressSnapshot> LookAsync(CancellationToken cancellationToken)
    {
        if (_setup.IsTerminal) _stopped.Look(_window);
        SchedulerStatistics now = await _scheduler.GetStatisticsAsync(cancellationToken).ConfigureAwait(false);
        long? all = _setup.TotalJobs ?? (_pending.SourceEnded ? _tally.Seen : null);
        return new ProgressSnapshot
        {
            Total = all - _tally.Skipped,
            Ended = _tally.Ended,
            Failed = _tally.Failed,
            Running = now.Running,
            NewMaxJobs = _limit.Changed,
            Waiting = now.Waiting + now.Delayed,
            HeldBy = now.HeldBy,
            Elapsed = _setup.Time.GetElapsedTime(_begun),
        };
    }
}
