using System.Runtime.ExceptionServices;
using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>What only some handles need: kept apart, so that the common handle stays small. Thread-safe.</summary>
internal sealed class HandleExtras
{
    private static readonly CancellationTokenSource CanceledSource = MakeCanceledSource();

    public ExceptionDispatchInfo? Failure;
    public Exception? Fate;

    /// <summary>What the scheduler failed of, and not the attempt, which may run on and fail in its own way.</summary>
    public Exception? LostBy;

    public bool AcceptanceAsked;

    /// <summary>The end is that of the job which ran, and was told of then.</summary>
    public bool HasTakenExit;

    public volatile bool CancelAsked;

    /// <summary>The job has ended and its listeners are being told; those who await it are next.</summary>
    public volatile bool HasEnded;

    /// <summary>What an attempt has put by for the next one.</summary>
    public volatile byte[]? Checkpoint;

    public HostTimer? Timer;
    public CancellationTokenRegistration CancelSubscription;
    private CancellationTokenSource? _attempt;
    private ListenerQueue? _listeners;
    private TaskCompletionSource? _completion;
    private PendingMember[] _members = [];
    private Action? _endNews;

    /// <summary>Settled in a turn: who awaits it goes on by <see cref="HostAwait"/>.</summary>
    public TaskCompletionSource Acceptance { get; } = new();

    public bool HasAttemptToken => Volatile.Read(ref _attempt) is not null;

    public ListenerQueue? ListenersOrNull => Volatile.Read(ref _listeners);

    /// <summary>The token of the present attempt, made when it is first asked for.</summary>
    public CancellationToken AttemptToken
    {
        get
        {
            CancellationTokenSource? source = Volatile.Read(ref _attempt);
            if (source is null)
            {
                var made = new CancellationTokenSource();
                source = Interlocked.CompareExchange(ref _attempt, made, null) ?? made;
            }

            return source.Token;
        }
    }

    /// <summary>
    /// Lets whoever asks for the token from now on have a canceled one; gives what those before got, to be canceled.
    /// </summary>
    public CancellationTokenSource? CancelToken()
    {
        CancellationTokenSource? source = Interlocked.Exchange(ref _attempt, CanceledSource);
        return source == CanceledSource ? null : source;
    }

    /// <summary>Before a further attempt: it has a token and a fate of its own.</summary>
    public void ForgetAttempt()
    {
        Volatile.Write(ref _attempt, null);
        Failure = null;
    }

    /// <summary>The job has ended.</summary>
    /// <param name="stillRuns">True when its code may run on, asked to stop: its token stays canceled.</param>
    public void End(bool stillRuns)
    {
        CancelSubscription.Unregister();    // Dispose would wait for a callback that runs just now
        if (!stillRuns) _attempt = null;
    }

    /// <summary>Notes who is told, in the turn that ends the job, that the end can be seen.</summary>
    public void SetEndNews(Action news) => Interlocked.Exchange(ref _endNews, news);

    /// <summary>Gives it once. A full fence: either the job's end sees the news, or who sets it sees the end.</summary>
    public Action? TakeEndNews() => Interlocked.Exchange(ref _endNews, null);

    /// <summary>Notes a place of the job in a tracker.</summary>
    public void AddMember(PendingMember member) => ChangeMembers(members => [.. members, member]);

    public void RemoveMember(PendingMember member) =>
        ChangeMembers(members => Array.FindAll(members, other => other != member));

    /// <summary>
    /// Tells the trackers of the job's end, each once. No user's code runs in there: it may be called in a turn.
    /// </summary>
    /// <returns>Those that were told; tell them too when the end can be seen.</returns>
    public PendingMember[] TellTrackers(JobHandle job)
    {
        // A full fence, too: either this sees a member that comes now, or that one sees the end.
        PendingMember[] members = Interlocked.Exchange(ref _members, []);
        if (members.Length == 0) return members;
        JobExit exit = job.CreateExit();
        foreach (PendingMember member in members) member.NoteExit(exit);
        return members;
    }

    public ListenerQueue Listeners(JobHandle job)
    {
        ListenerQueue? listeners = Volatile.Read(ref _listeners);
        if (listeners is not null) return listeners;
        var made = new ListenerQueue(job);
        return Interlocked.CompareExchange(ref _listeners, made, null) ?? made;
    }

    /// <summary>
    /// A task that completes when the job has ended, whatever its fate; the same for all who ask, who go on by
    /// <see cref="HostAwait"/>.
    /// </summary>
    public Task CompletionTask(JobHandle job)
    {
        TaskCompletionSource? completion = Volatile.Read(ref _completion);
        if (completion is not null) return completion.Task;
        var made = new TaskCompletionSource();
        completion = Interlocked.CompareExchange(ref _completion, made, null);
        if (completion is not null) return completion.Task;
        job.ContinueWith(made.SetResult);
        return made.Task;
    }

    private void ChangeMembers(Func<PendingMember[], PendingMember[]> change)
    {
        PendingMember[] seen;
        do
        {
            seen = Volatile.Read(ref _members);
        }
        while (!ReferenceEquals(Interlocked.CompareExchange(ref _members, change(seen), seen), seen));
    }

    private static CancellationTokenSource MakeCanceledSource()
    {
        var source = new CancellationTokenSource();
        source.Cancel();
        return source;
    }
}
