using System.Threading.Channels;
using ActorScheduler.Machines;

namespace ActorScheduler.Actors;

/// <summary>
/// A pull source with its run: asks the source when the machine says so, outside of any turn, and passes exits on to
/// the reader.
/// Pulling pauses while the reader has <see cref="MaxUnread"/> exits left to read, so a slow reader costs bounded
/// memory.
/// </summary>
internal sealed class PullRun(SchedulerCore core, IAsyncEnumerator<Job> source) : SourceRun, IThreadPoolWorkItem
{
    private const int MaxUnread = 10_000;

    private readonly Channel<JobExit> _exits = Channel.CreateUnbounded<JobExit>(new() { SingleReader = true });
    private readonly object _gate = new();
    private Exception? _failure;
    private int _unread;
    private bool _parked;

    public ChannelReader<JobExit> Exits => _exits.Reader;

    /// <summary>Asks the source for its next job; called in the scheduler's turn.</summary>
    public void Pull()
    {
        lock (_gate)
        {
            _parked = _unread >= MaxUnread;
            if (_parked) return;
        }

        core.Host.Execute(this, preferLocal: false);
    }

    public void Execute() => _ = PullAsync();

    /// <summary>The reader has taken an exit.</summary>
    public void NoteRead()
    {
        lock (_gate)
        {
            _unread--;
            if (!_parked || _unread >= MaxUnread / 2) return;
            _parked = false;
        }

        core.Host.Execute(this, preferLocal: false);
    }

    /// <summary>A job of this run has ended.</summary>
    public void Report(JobHandle job)
    {
        lock (_gate) _unread++;
        _exits.Writer.TryWrite(job.CreateExit());
    }

    /// <summary>The run has ended: the reader sees the end, or what the source threw (PORT-46).</summary>
    public void Complete()
    {
        _exits.Writer.TryComplete(_failure);
        core.Host.Execute(new ActionWork(() => _ = DisposeSourceAsync()), preferLocal: false);
    }

    private async Task PullAsync()
    {
        Job? job = null;
        try
        {
            if (await source.MoveNextAsync().ConfigureAwait(false))
                job = source.Current ?? throw new InvalidOperationException("The source gave null instead of a job.");
        }
        catch (Exception e)
        {
            _failure = e;
        }

        if (job is null || Create(job) is not { } handle) core.Tell(SchedulerMessageKind.SourceEnded, this);
        else core.Tell(SchedulerMessageKind.Pulled, new SchedulerCommand(this, handle));
    }

    private JobHandle? Create(Job job)
    {
        try
        {
            return JobFactory.Create(core, job, job.Options);
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
            await source.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            core.Host.ReportFailure($"A source of scheduler '{core.Name}' failed while it was closed", e);
        }
    }
}
