using ActorScheduler.Jobserver;

namespace ActorScheduler;

/// <summary>
/// Shares a number of jobs with GNU make and everything else that speaks its jobserver protocol: under an outer <c>make
/// -jN</c> as its client, or as the server of the makes that our jobs run. Each running job holds a token, and there
/// are N in all.
/// <para>
/// The first job of a process is free: its token is the one with which the process itself was started. So make one
/// instance per process. Further tokens are read from the jobserver only when somebody waits for one, and go back as
/// they came. They also go back when the process exits without disposing. They are lost, as make's are, when it is
/// killed, also by a SIGTERM that it does not handle: .NET then ends it on the spot.
/// </para>
/// <para>
/// A jobserver that breaks (its pipe ends or fails) is dropped: <see cref="Broken"/> turns true, and from then on
/// everybody gets a token at once (PORT-43). Works on Linux. Thread-safe.
/// </para>
/// </summary>
public sealed partial class MakeJobserver : IDisposable
{
    /// <summary>
    /// The most jobs that <see cref="Create"/> takes: their tokens fit into the smallest pipe there is, one page.
    /// </summary>
    public const int MostJobs = 4096;

    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiters = [];
    private readonly HashSet<JobserverToken> _given = [];
    private readonly TokenPipe _pipe;
    private readonly TokenPoller _poller;
    private bool _implicitGiven;
    private int _held;
    private bool _disposed;
    private volatile string? _brokenReason;

    private MakeJobserver(TokenPipe pipe, string makeFlags, ChildOffer offer)
    {
        _pipe = pipe;
        MakeFlags = makeFlags;
        Offer = offer;
        _poller = new TokenPoller(pipe.Reader, IsWanted, OnReadable, OnFailed);
        AppDomain.CurrentDomain.ProcessExit += OnProcessEnds;
        AppDomain.CurrentDomain.UnhandledException += OnProcessEnds;
    }

    /// <summary>
    /// The value of <c>MAKEFLAGS</c> for children that shall share the tokens. As a client: what the outer make gave
    /// us.
    /// </summary>
    public string MakeFlags { get; }

    /// <summary>
    /// The file descriptors that a child needs open under the same numbers, besides <see cref="MakeFlags"/>: two for
    /// the pipe form, none for a fifo. They are not marked to be closed on exec, so a child has them unless its
    /// launcher closes what it does not know.
    /// </summary>
    public IReadOnlyList<int> InheritedDescriptors => _pipe.Inherited;

    /// <summary>What the children that our own launcher starts get.</summary>
    internal ChildOffer Offer { get; }

    /// <summary>Whether the jobserver has failed and limits nothing any more.</summary>
    public bool Broken => _brokenReason is not null;

    /// <summary>Why it is <see cref="Broken"/>; null while it works.</summary>
    public string? BrokenReason => _brokenReason;

    /// <summary>How many tokens of the jobserver we hold now, the free one not counted.</summary>
    public int HeldTokens
    {
        get { lock (_lock) return _held; }
    }

    /// <summary>Joins the jobserver that the environment variable <c>MAKEFLAGS</c> offers.</summary>
    /// <param name="problem">Why an offer cannot be taken; null when it was, or when there is none.</param>
    /// <returns>Null when there is no jobserver or it cannot be used.</returns>
    public static MakeJobserver? FromEnvironment(out string? problem) =>
        FromMakeFlags(Environment.GetEnvironmentVariable("MAKEFLAGS"), out problem);

    /// <summary>
    /// Joins the jobserver that a value of <c>MAKEFLAGS</c> offers; the last one that it names counts.
    /// </summary>
    /// <param name="makeFlags">The value, or null.</param>
    /// <param name="problem">Why an offer cannot be taken; null when it was, or when there is none.</param>
    /// <returns>Null when there is no jobserver or it cannot be used.</returns>
    public static MakeJobserver? FromMakeFlags(string? makeFlags, out string? problem)
    {
        problem = null;
        if (JobserverAuth.Parse(makeFlags) is not { } auth) return null;
        if (!OperatingSystem.IsLinux())
        {
            problem = "make's jobserver is used on Linux only.";
            return null;
        }

        TokenPipe? pipe = OfferedPipe.Connect(auth, out problem);
        return pipe is null ? null : new MakeJobserver(pipe, makeFlags!, ChildOffer.Pass(pipe, makeFlags!));
    }

    /// <summary>
    /// Waits for the right to run one more job; first come, first served. The free token is given before any other.
    /// Giving up takes nothing with it.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The token, to be disposed when the job has ended.</returns>
    /// <exception cref="ObjectDisposedException">The jobserver is disposed, or was while waiting.</exception>
    /// <exception cref="OperationCanceledException">The wait was given up.</exception>
    public ValueTask<JobserverToken> AcquireAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<JobserverToken>(cancellationToken);
        Waiter waiter;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_waiters.Count == 0 && TryGive() is { } token) return new ValueTask<JobserverToken>(token);
            waiter = new Waiter();
            waiter.Place = _waiters.AddLast(waiter);
            if (_waiters.Count == 1) _poller.Wake();
        }

        return new ValueTask<JobserverToken>(WaitAsync(waiter, cancellationToken));
    }

    /// <summary>A token when one can be had now and nobody else waits for it; null otherwise.</summary>
    internal JobserverToken? TryAcquire()
    {
        lock (_lock) return _disposed || _waiters.Count > 0 ? null : TryGive();
    }

    /// <summary>Gives a token back; one that was given back already is left alone.</summary>
    /// <param name="token">A token of this jobserver.</param>
    /// <exception cref="ArgumentException">The token is another jobserver's.</exception>
    public void Release(JobserverToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (token.Owner != this) throw new ArgumentException("The token is another jobserver's.", nameof(token));
        lock (_lock)
        {
            if (!_given.Remove(token)) return;
            Return(token);
            if (!_disposed && !_implicitGiven) UseImplicit();
        }
    }

    /// <summary>
    /// Returns all tokens that are held, makes those who wait fail, closes the pipe and, as its server, removes it.
    /// Jobs that still run do so without a token, so let them end first.
    /// </summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
            foreach (JobserverToken token in _given) Return(token);
            _given.Clear();
            foreach (Waiter waiter in _waiters) waiter.SetException(new ObjectDisposedException(nameof(MakeJobserver)));
            _waiters.Clear();
        }

        AppDomain.CurrentDomain.ProcessExit -= OnProcessEnds;
        AppDomain.CurrentDomain.UnhandledException -= OnProcessEnds;
        _poller.Dispose();
        _pipe.Dispose();
    }

    private async Task<JobserverToken> WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        using (cancellationToken.UnsafeRegister((_, token) => GiveUp(waiter, token), null))
            return await waiter.Task.ConfigureAwait(false);
    }

    private void GiveUp(Waiter waiter, CancellationToken cancellationToken)
    {
        // Tokens are read and given in one step under the lock, so one who is still in the line has none to lose.
        lock (_lock)
        {
            if (waiter.Place?.List is null) return;
            _waiters.Remove(waiter.Place);
        }

        waiter.SetCanceled(cancellationToken);
    }

    /// <summary>Under the lock: a token when one can be had now.</summary>
    private JobserverToken? TryGive()
    {
        if (_brokenReason is not null) return Give(JobserverTokenKind.Unlimited);
        if (!_implicitGiven)
        {
            _implicitGiven = true;
            return Give(JobserverTokenKind.Implicit);
        }

        if (!Withdraw()) return null;
        switch (_pipe.TryTake(out byte value, out string? problem))
        {
            case TakeResult.Taken:
                _held++;
                return Give(JobserverTokenKind.Byte, value);
            case TakeResult.Broken:
                _brokenReason = problem;
                return Give(JobserverTokenKind.Unlimited);
            default:
                return null;
        }
    }

    private JobserverToken Give(JobserverTokenKind kind, byte value = 0)
    {
        JobserverToken token = new(this, kind, value);
        _given.Add(token);
        return token;
    }

    /// <summary>Under the lock: gives to those who wait, in order, what there is.</summary>
    private void Serve()
    {
        while (_waiters.First is { } first && TryGive() is { } token)
        {
            _waiters.RemoveFirst();
            first.Value.SetResult(token);
        }
    }

    /// <summary>
    /// Under the lock. A byte goes back into the pipe even when somebody here waits: others may have waited longer.
    /// </summary>
    private void Return(JobserverToken token)
    {
        if (token.IsImplicit) _implicitGiven = false;
        if (token.Kind != JobserverTokenKind.Byte) return;
        _held--;
        if (_surplus > 0)
        {
            _surplus--;
            _pipe.Forget();
        }
        else if (_pipe.Return(token.Value) is { } problem)
        {
            Break(problem);
        }
    }

    /// <summary>Under the lock.</summary>
    private void Break(string reason)
    {
        _brokenReason ??= reason;
        if (!_disposed) Serve();
    }

    /// <summary>
    /// Under the lock, the free token having come back. It is of no use to others, so no byte may be held while it lies
    /// idle: who waits here has it, or a job that still runs, whose byte goes back instead.
    /// </summary>
    private void UseImplicit()
    {
        Serve();
        if (_implicitGiven || _held == 0) return;
        JobserverToken other = _given.First(token => token.Kind == JobserverTokenKind.Byte);
        Return(other);
        other.BecomeImplicit();
        _implicitGiven = true;
    }

    private bool IsWanted()
    {
        lock (_lock) return _waiters.Count > 0 || (_surplus > 0 && _brokenReason is null);
    }

    private void OnReadable()
    {
        lock (_lock)
        {
            if (!_disposed && Withdraw()) Serve();
        }
    }

    private void OnFailed(string reason)
    {
        lock (_lock) Break(reason);
    }

    private void OnProcessEnds(object? sender, EventArgs e) => Dispose();

    /// <summary>One who waits; its continuation never runs under our lock.</summary>
    private sealed class Waiter()
        : TaskCompletionSource<JobserverToken>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public LinkedListNode<Waiter>? Place;
    }
}
