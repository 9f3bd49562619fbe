using ActorScheduler.Machines;
using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>
/// One reading of <see cref="PendingCompletions{TJob}"/>: asks the source when the order's rules allow it, and
/// listens to the jobs. Used by one reader; the jobs' ends come from any thread.
/// </summary>
internal sealed class PendingReader<TJob>(int? maxConcurrent, bool cancelUnfinished)
    where TJob : JobHandle
{
    private const string NobodyReads = "nobody reads it any more";

    private readonly Lock _gate = new();
    private readonly CompletionOrder<TJob> _order = new(maxConcurrent);
    private readonly Dictionary<TJob, Action> _continuations = [];
    private readonly CancellationTokenSource _left = new();
    private CancellationTokenRegistration _link;
    private IAsyncEnumerator<TJob>? _source;
    private Task<bool>? _pull;
    private IActorHost? _host;
    private TaskCompletionSource? _news;

    /// <summary>What the source failed of.</summary>
    public Exception Failure => _order.Failure!;

    public void Open(Func<CancellationToken, IAsyncEnumerator<TJob>> open, CancellationToken cancellationToken)
    {
        _link = cancellationToken.UnsafeRegister(static left => ((CancellationTokenSource)left!).Cancel(), _left);
        try
        {
            _source = open(_left.Token);
        }
        catch
        {
            _link.Unregister();     // nobody will close what was not opened
            throw;
        }
    }

    /// <summary>Takes in what the source has at once, as far as the rules allow.</summary>
    /// <exception cref="InvalidOperationException">It gave the very job that reads.</exception>
    public void Pull()
    {
        while (true)
        {
            if (_pull is null)
            {
                lock (_gate)
                {
                    if (!_order.MayPull) return;
                }

                _pull = MoveNextAsync(_source!);
            }

            if (!_pull.IsCompleted) return;
            Task<bool> pulled = _pull;
            _pull = null;
            TakeIn(pulled);
        }
    }

    public CompletionStep Next(out TJob? job)
    {
        lock (_gate)
        {
            CompletionStep step = _order.Next(out job);
            if (step == CompletionStep.Wait)
                _news = new TaskCompletionSource();
            return step;
        }
    }

    /// <summary>Completes when <see cref="Next"/> is worth asking again.</summary>
    public Task WaitAsync() => _pull is null ? _news!.Task : Task.WhenAny(_news!.Task, _pull);

    /// <summary>The reader has left, at the end or before.</summary>
    public async ValueTask CloseAsync()
    {
        await _link.DisposeAsync();
        Drop();
        if (_pull is null) await _source!.DisposeAsync();
        else _ = CloseLaterAsync(_pull);
    }

    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<TJob> source) => await source.MoveNextAsync();

    private void TakeIn(Task<bool> pulled)
    {
        if (!pulled.IsCompletedSuccessfully)
            EndSource(pulled.Exception?.InnerException ?? new TaskCanceledException(pulled));
        else if (!pulled.Result) EndSource(failure: null);
        else if (_source!.Current is { } job) TakeIn(job);
        else EndSource(new InvalidOperationException("The source gave null instead of a job."));
    }

    private void EndSource(Exception? failure)
    {
        lock (_gate) _order.SourceEnded(failure);
    }

    private void TakeIn(TJob job)
    {
        bool ended = job.IsSettled;
        if (!ended) job.RefuseOwnWait();
        _host = job.Core.Host;
        Action continuation = () => NoteEnd(job);
        lock (_gate)
        {
            if (!_order.Take(job)) return;
            if (ended) _order.ItemEnded(job);
            else _continuations.Add(job, continuation);
        }

        if (!ended) job.ContinueWith(continuation);
    }

    private void NoteEnd(TJob job)
    {
        TaskCompletionSource? news;
        lock (_gate)
        {
            _continuations.Remove(job);
            _order.ItemEnded(job);
            news = _news;
        }

        news?.TrySetResult();
    }

    private void Drop()
    {
        KeyValuePair<TJob, Action>[] unfinished;
        lock (_gate) unfinished = [.. _continuations];
        foreach ((TJob job, Action continuation) in unfinished)
        {
            job.StopContinuing(continuation);
            if (cancelUnfinished) job.Cancel(NobodyReads);
        }
    }

    // A source that is still asked is let go when it answers; the reader does not wait for that.
    private async Task CloseLaterAsync(Task<bool> pull)
    {
        try
        {
            // Callbacks on the token are the source's code, which must not hold the reader up.
            var cancel = new CancelWork(_left);
            if (_host is null) ThreadPool.UnsafeQueueUserWorkItem(cancel, preferLocal: false);
            else _host.Execute(cancel, preferLocal: false);
            if (await pull.On(_host) && cancelUnfinished) _source!.Current?.Cancel(NobodyReads);
            await _source!.DisposeAsync().On(_host);
        }
        catch (OperationCanceledException)
        {
            await _source!.DisposeAsync().On(_host);
        }
        catch (Exception e)
        {
            _host?.ReportFailure("A source of jobs failed after its reader had left", e);
        }
    }
}
