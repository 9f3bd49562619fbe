using ActorScheduler.Actors;
using ActorScheduler.Machines;

namespace ActorScheduler;

/// <summary>
/// Jobs that belong together: everything scheduled while its body runs joins, and it is left when all of them have
/// ended. A member that fails cancels the rest and is thrown, in an <see cref="AggregateException"/>; that beats
/// cancellation, and an exception of the body's own beats both. Members of an inner group belong to the outer one too
/// (GRP-11). Thread-safe.
/// </summary>
public sealed partial class PendingGroup : PendingTracker
{
    /// <summary>
    /// The key in <see cref="Exception.Data"/> of the body's exception: the members' failures, a list of exceptions.
    /// </summary>
    public const string MemberFailuresKey = "PendingGroup.MemberFailures";

    /// <summary>
    /// The key in <see cref="Exception.Data"/> of what is thrown: the members that had not ended, a list of handles.
    /// </summary>
    public const string UnfinishedKey = "PendingGroup.Unfinished";

    private readonly PendingGroupMachine _machine;
    private readonly NodeServices _node;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource _left = new();
    private PendingGroup? _outer;
    private int _unseen;        // ends that the machine knows of, and that nobody else can see yet
    private bool _isLeft;
    private PendingTimer? _cancellationTimer;
    private JobHandle[] _unfinished = [];

    internal PendingGroup(NodeServices node, PendingGroupOptions options, Caller? caller = null)
    {
        _node = node;
        _machine = new PendingGroupMachine(options);
        Options = options;
        Caller = caller;
    }

    /// <summary>The group whose body, or member, this code runs in; null when there is none.</summary>
    public static PendingGroup? Current => GetCurrent<PendingGroup>();

    /// <summary>Its rules as they were given.</summary>
    public PendingGroupOptions Options { get; }

    /// <summary>Canceled with the group: what the body awaits should heed it (GRP-8).</summary>
    public CancellationToken CancellationToken => _cancellation.Token;

    /// <summary>True when it was canceled, whatever came of it; stays true (GRP-14).</summary>
    public bool IsCancelRequested
    {
        get
        {
            lock (Gate) return _machine.IsCanceled;
        }
    }

    /// <summary>The reasons of all cancel requests, in their order.</summary>
    public IReadOnlyList<string> CancelReasons
    {
        get
        {
            lock (Gate) return [.. _machine.Reasons];
        }
    }

    /// <summary>The Caller that made it; null when the node did (GRP-16).</summary>
    public Caller? Caller { get; }

    internal override bool IsOpen => _machine.State != PendingGroupState.Left;

    /// <summary>
    /// Cancels the members and <see cref="CancellationToken"/> and returns at once. Each call adds its reason; one
    /// after the group was left changes nothing.
    /// </summary>
    /// <param name="reason">Why, for the members' exits and for people.</param>
    /// <returns>True when the group is marked as canceled (GRP-13).</returns>
    public bool Cancel(string? reason = null)
    {
        CancelWith(reason, fromOutside: false);
        return IsCancelRequested;
    }

    /// <summary>
    /// Runs the body with this group as the current one, then waits until all members have ended, also those that
    /// join meanwhile. The body starts on the caller's thread.
    /// </summary>
    /// <param name="body">What schedules the members. It is not run when the group was canceled before.</param>
    /// <param name="cancellationToken">Cancels the group, unless it is shielded.</param>
    /// <returns>How it was left.</returns>
    /// <exception cref="InvalidOperationException">It was entered before: a group is run once (GRP-12).</exception>
    /// <exception cref="AggregateException">Members failed.</exception>
    /// <exception cref="PendingGroupCanceledException">
    /// It was canceled, and its options say to throw; or the token was canceled, whatever they say.
    /// </exception>
    public Task<PendingGroupExit> RunAsync(Func<PendingGroup, Task> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        lock (Gate)
        {
            if (_machine.State != PendingGroupState.Created)
                throw new InvalidOperationException("This pending group was entered before; make another.");
            _machine.Enter();
        }

        return RunEnteredAsync(body, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The job is null, or of another node.</exception>
    /// <exception cref="InvalidOperationException">The group was left, or the job would wait for itself.</exception>
    public override bool Add(JobHandle job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.Core.Node != _node)
            throw new ArgumentException($"Job {job.Id} belongs to another node than this group.", nameof(job));
        job.RefuseOwnWait();
        return Join(job, shielded: false)
            ?? throw new InvalidOperationException("This pending group was left: nothing can join it any more.");
    }

    internal override void JoinAmbient(JobHandle job)
    {
        if (job.Core.Node != _node) return;
        bool shielded = false;
        for (PendingGroup? group = this; group is not null; group = group._outer)
        {
            group.Join(job, shielded);
            shielded |= group.Options.Shield;
        }
    }

    internal void CancelWith(string? reason, bool fromOutside)
    {
        PendingGroupEffects effects;
        JobHandle[] members;
        lock (Gate)
        {
            effects = _machine.CancelAsked(reason, fromOutside);
            members = CancelableIf(effects);
        }

        CarryOut(effects, members);
    }

    // True: joined; false: a member already; null: the group was left.
    private bool? Join(JobHandle job, bool shielded)
    {
        PendingMember? member;
        PendingGroupEffects effects;
        lock (Gate)
        {
            if (!IsOpen) return null;
            member = Register(job, shielded);
            if (member is null) return false;
            effects = _machine.MemberJoined();
        }

        member.Watch();
        if ((effects & PendingGroupEffects.CancelMember) != 0 && !shielded) job.Cancel(Reason());
        return true;
    }
}
