using ActorScheduler.Actors;
using ActorScheduler.Machines;

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
    private bool _ended;

    internal SchedulerRun(SchedulerCore core, Func<CancellationToken, IAsyncEnumerator<Job>> open)
    {
        _core = core;
        _open = open;
    }

    /// <summary>
    /// Null until the enumeration has come to its end; then 0 when every job completed and 1 otherwise, whatever the
    /// single codes were (PORT-50).
    /// </summary>
    public int? ExitCode => Volatile.Read(ref _ended) ? Math.Min(1, _run!.Failed) : null;

    /// <summary>Starts the run.</summary>
    /// <exception cref="InvalidOperationException">It was started before: a run is run once (PORT-69).</exception>
    public IAsyncEnumerator<JobExit> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        _core.RefuseDeadlock(nameof(Scheduler.RunAllAsync));
        var run = new PullRun(_core, _open(cancellationToken));
        if (Interlocked.CompareExchange(ref _run, run, null) is not null)
            throw new InvalidOperationException("This run was started before; make another by RunAllAsync.");
        _core.Tell(SchedulerMessageKind.StartRun, run);
        return ReadAsync(run, cancellationToken);
    }

    /// <summary>Runs everything to its end and returns <see cref="ExitCode"/>.</summary>
    public async Task<int> RunToEndAsync(CancellationToken cancellationToken = default)
    {
        await foreach (JobExit _ in this.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            // Counted by the machine; nothing is kept.
        }

        return ExitCode!.Value;
    }

    private async IAsyncEnumerator<JobExit> ReadAsync(PullRun run, CancellationToken cancellationToken)
    {
        try
        {
            while (await run.Exits.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
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
