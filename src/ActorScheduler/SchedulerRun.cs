using ActorScheduler.Actors;
using ActorScheduler.Runtime;

namespace ActorScheduler;

/// <summary>
/// One run of a source of jobs through a scheduler: enumerate it, once, for the exits in the order in which the jobs
/// end.
/// </summary>
public sealed class SchedulerRun : IAsyncEnumerable<JobExit>
{
    private readonly SchedulerCore _core;
    private readonly Func<CancellationToken, IAsyncEnumerator<Job>> _open;
    private PullRun? _run;
    private int _started;
    private bool _ended;

    internal SchedulerRun(SchedulerCore core, Func<CancellationToken, IAsyncEnumerator<Job>> open)
    {
        _core = core;
        _open = open;
    }

    /// <summary>
    /// Null until the enumeration has come to its end; then 0 when every job completed, 1 when one did not, whatever
    /// the single codes were (PORT-50), and -2 (<see cref="JobExit.CanceledExitCode"/>) when all that was given
    /// completed but the source was not asked to its end, because the scheduler was stopped or canceled (PORT-53).
    /// </summary>
    public int? ExitCode
    {
        get
        {
            if (!Volatile.Read(ref _ended)) return null;
            if (_run!.Failed > 0) return 1;
            return _run.SourceExhausted ? 0 : JobExit.CanceledExitCode;
        }
    }

    /// <summary>True once the source has said that it has no more jobs.</summary>
    public bool SourceExhausted => Volatile.Read(ref _run)?.SourceExhausted == true;

    /// <summary>Prepares the run; reading from the result starts it.</summary>
    /// <param name="cancellationToken">
    /// Ends the enumeration: the source is asked no more, and jobs that run are asked to cancel.
    /// </param>
    /// <exception cref="InvalidOperationException">
    /// It was started before: a run is run once (PORT-69). Or this code runs in a job of the same scheduler, which
    /// would wait for itself.
    /// </exception>
    public IAsyncEnumerator<JobExit> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        _core.RefuseDeadlock(nameof(Scheduler.RunAllAsync));
        if (Interlocked.Exchange(ref _started, 1) != 0)
            throw new InvalidOperationException("This run was started before; make another by RunAllAsync.");
        return ReadAsync(cancellationToken);
    }

    /// <summary>
    /// Runs everything to its end and returns <see cref="ExitCode"/>. Canceling it asks what runs to cancel, and it
    /// returns when that has ended: nothing of the run is left then (PORT-67).
    /// </summary>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="GetAsyncEnumerator"/>.</exception>
    public async Task<int> RunToEndAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await foreach (JobExit _ in this.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                // Counted by the machine; nothing is kept.
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && _run is not null)
        {
            await DiscardRestAsync(_run).ConfigureAwait(false);
            throw;
        }

        return ExitCode!.Value;
    }

    private static async Task DiscardRestAsync(PullRun run)
    {
        while (true)
        {
            // What the source threw when it was told to stop is not news: that it was told is what the caller hears.
            Task<bool> more = run.Exits.WaitToReadAsync(CancellationToken.None).AsTask();
            await ((Task)more.ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default)).On(run.Host);
            if (!more.IsCompletedSuccessfully || !await more.On(run.Host)) return;
            while (run.Exits.TryRead(out _))
            {
                // Of jobs that ended while nobody looked any more.
            }
        }
    }

    private async IAsyncEnumerator<JobExit> ReadAsync(CancellationToken cancellationToken)
    {
        var run = new PullRun(_core, _open, cancellationToken);
        Volatile.Write(ref _run, run);
        _core.Tell(SchedulerMessageKind.StartRun, run);
        try
        {
            while (await run.Exits.WaitToReadAsync(cancellationToken).On(_core.Host))
            {
                while (run.Exits.TryRead(out JobExit? exit))
                {
                    run.NoteRead();
                    yield return exit;
                }
            }

            Volatile.Write(ref _ended, true);
        }
        finally
        {
            // Also when the reader leaves early: what runs for nobody is asked to stop (PORT-64).
            if (!run.Exits.Completion.IsCompleted)
                _core.Tell(SchedulerMessageKind.CancelRun, new SchedulerCommand(run, "the reader of the run has left"));
        }
    }
}
