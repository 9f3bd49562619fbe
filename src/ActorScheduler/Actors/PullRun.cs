using System.Threading.Channels;
using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>
/// A pull source with its run: asks the source when the machine says so, outside of any turn, and passes exits on to
/// the reader. Pulling pauses while the reader has <see cref="MaxUnread"/> exits left to read, so a slow reader costs
/// bounded memory. The source is asked by one thread at a time and closed when nobody asks it any more.
/// </summary>
internal sealed class PullRun : SourceRun, IThreadPoolWorkItem
{
    /// <summary>How many exits may lie unread before the source is asked no more.</summary>
    public const int MaxUnread = 10_000;

    private readonly SchedulerCore _core;
    private readonly IAsyncEnumerator<Job> _source;
    private readonly CancellationTokenSource _left;
    private readonly Channel<JobExit> _exits = Channel.CreateUnbounded<JobExit>(
        new() { SingleReader = true, AllowSynchronousContinuations = true });       // read by HostAwait;
    private readonly object _gate = new();
    private Exception? _failure;
    private int _unread;
    private bool _parked;
    private bool _asking;
    private bool _ended;

    /// <summary>Makes a run.</summary>
    /// <param name="core">Its scheduler.</param>
    /// <param name="open">Opens the source; its token is canceled when the run ends before the source does.</param>
    /// <param name="cancellationToken">The reader's token, part of that token.</param>
    public PullRun(
        SchedulerCore core, Func<CancellationToken, IAsyncEnumerator<Job>> open, CancellationToken cancellationToken)
    {
        _core = core;
        _left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            _source = open(_left.Token);
        }
        catch
        {
            _left.Dispose();        // or the reader's token would keep it
            throw;
        }
    }

    public IActorHost Host => _core.Host;

    public ChannelReader<JobExit> Exits => _exits.Reader;

    /// <summary>True when the source has said that it has no more jobs.</summary>
    public bool SourceExhausted { get; private set; }

    /// <summary>Asks the source for its next job; called in the scheduler's turn.</summary>
    public void Pull()
    {
        lock (_gate)
        {
            _parked = _unread >= MaxUnread;
            if (_parked) return;
            _asking = true;
        }

        _core.Host.Execute(this, preferLocal: false);
    }

    public void Execute() => _ = PullAsync();

    /// <summary>The reader has taken an exit.</summary>
    public void NoteRead()
    {
        lock (_gate)
        {
            _unread--;
            if (!_parked || _ended || _unread >= MaxUnread / 2) return;
            _parked = false;
            _asking = true;
        }

        _core.Host.Execute(this, preferLocal: false);
    }

    /// <summary>A job of this run has ended.</summary>
    public void Report(JobHandle job)
    {
        lock (_gate) _unread++;
        _exits.Writer.TryWrite(job.CreateExit());
    }

    /// <summary>
    /// The run has ended: the reader sees the end, or what the source threw (PORT-46). Safe to repeat.
    /// </summary>
    public void Complete()
    {
        bool asking;
        lock (_gate)
        {
            if (_ended) return;
            _ended = true;
            asking = _asking;
        }

        _exits.Writer.TryComplete(_failure);
        // Callbacks on the token, and closing the source, are a user's code.
        _core.Host.Execute(new ActionWork(asking ? Leave : Close), preferLocal: false);
    }

    private void Leave()
    {
        try
        {
            _left.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The source answered just now, and was closed.
        }
        catch (AggregateException e)
        {
            _core.Host.ReportFailure($"A source of scheduler '{_core.Name}' failed when it was told to stop", e);
        }
    }

    private void Close() => _ = DisposeSourceAsync();

    private async Task PullAsync()
    {
        Job? job = null;
        try
        {
            if (await _source.MoveNextAsync().On(_core.Host))
                job = _source.Current ?? throw new InvalidOperationException("The source gave null instead of a job.");
            else
                SourceExhausted = true;
        }
        catch (Exception e)
        {
            _failure = e;
        }

        JobHandle? handle = job is null ? null : Create(job);
        bool ended;
        lock (_gate)
        {
            _asking = false;
            ended = _ended;
        }

        if (handle is null) _core.Tell(SchedulerMessageKind.SourceEnded, this);
        else _core.Tell(SchedulerMessageKind.Pulled, new SchedulerCommand(this, handle));
        if (ended) Close();     // the run ended while the source was asked, which left its closing to this thread
    }

    private JobHandle? Create(Job job)
    {
        try
        {
            return JobFactory.Create(_core, job, job.Options);
        }
        catch (Exception e)
        {
            _failure = e;
            return null;
        }
    }

    private async Task DisposeSourceAsync()
    {
        try
        {
            await _source.DisposeAsync().On(_core.Host);
        }
        catch (Exception e)
        {
            _core.Host.ReportFailure($"A source of scheduler '{_core.Name}' failed while it was closed", e);
        }

        _left.Dispose();
    }
}
