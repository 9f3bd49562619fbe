using System.Collections;

namespace ActorScheduler.Tests.Scheduling;

/// <summary>A source that blocks the thread that asks it, until it is released.</summary>
internal sealed class HangingSource(TaskCompletionSource asked, ManualResetEventSlim release) : IEnumerable<Job>, IEnumerator<Job>
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _inside;

    public Task Closed => _closed.Task;

    public bool ClosedWhileAsked { get; private set; }

    public Job Current => Job.Run(_ => { });

    object IEnumerator.Current => Current;

    public bool MoveNext()
    {
        _inside = true;
        asked.TrySetResult();
        release.Wait(Guard.Limit);
        _inside = false;
        return true;
    }

    public void Dispose()
    {
        ClosedWhileAsked = _inside;
        _closed.TrySetResult();
    }

    public void Reset() => throw new NotSupportedException();

    public IEnumerator<Job> GetEnumerator() => this;

    IEnumerator IEnumerable.GetEnumerator() => this;
}
