using ActorScheduler.Actors;
using ActorScheduler.Machines;

namespace ActorScheduler;

/// <content>The forms of <c>Spawn</c> and <c>Adopt</c>: never wait, the function runs later on another
/// thread.</content>
public sealed partial class TaskPool
{
    private readonly JobOptions?[] _recent = new JobOptions?[4];
    private int _nextRecent;

    /// <summary>
    /// Starts a job in all the given groups, or in none: every group and the pool itself must have room. Without room
    /// the job is refused: its function is never called, no count moves, and awaiting the handle throws <see
    /// cref="JobRejectedException"/> whose reason names the exhausted group (POOL-18, POOL-19); or it waits, as
    /// <paramref name="whenFull"/> says.
    /// </summary>
    /// <param name="groups">Its groups, none or several. Naming one twice counts once (POOL-16).</param>
    /// <param name="work">What to run, on a thread of the pool, and never before this returns (POOL-22).</param>
    /// <param name="whenFull">What happens when there is no room.</param>
    /// <param name="cancellationToken">Cancels the job when it is canceled.</param>
    /// <exception cref="ArgumentException">Work is null.</exception>
    public JobHandle Spawn(
        ReadOnlySpan<GroupKey> groups,
        Action<JobContext> work,
        WhenFull whenFull = WhenFull.Refuse,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        var job = new DelegateHandle(work, AmbientJob.CaptureOwn(), OptionsOf(groups));
        return Submit(job, whenFull, cancellationToken);
    }

    /// <inheritdoc cref="Spawn(ReadOnlySpan{GroupKey}, Action{JobContext}, WhenFull, CancellationToken)"/>
    public JobHandle Spawn(
        ReadOnlySpan<GroupKey> groups,
        Func<JobContext, Task> work,
        WhenFull whenFull = WhenFull.Refuse,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        var job = new DelegateHandle(work, AmbientJob.CaptureOwn(), OptionsOf(groups));
        return Submit(job, whenFull, cancellationToken);
    }

    /// <inheritdoc cref="Spawn(ReadOnlySpan{GroupKey}, Action{JobContext}, WhenFull, CancellationToken)"/>
    public JobHandle<T> Spawn<T>(
        ReadOnlySpan<GroupKey> groups,
        Func<JobContext, T> work,
        WhenFull whenFull = WhenFull.Refuse,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Submit(new JobHandle<T>(work, AmbientJob.CaptureOwn(), OptionsOf(groups)), whenFull, cancellationToken);
    }

    /// <inheritdoc cref="Spawn(ReadOnlySpan{GroupKey}, Action{JobContext}, WhenFull, CancellationToken)"/>
    public JobHandle<T> Spawn<T>(
        ReadOnlySpan<GroupKey> groups,
        Func<JobContext, Task<T>> work,
        WhenFull whenFull = WhenFull.Refuse,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Submit(new JobHandle<T>(work, AmbientJob.CaptureOwn(), OptionsOf(groups)), whenFull, cancellationToken);
    }

    /// <summary>As the form without state; the state is bound now and handed over untouched (POOL-21).</summary>
    public JobHandle Spawn<TState>(
        ReadOnlySpan<GroupKey> groups,
        TState state,
        Action<TState, JobContext> work,
        WhenFull whenFull = WhenFull.Refuse,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Spawn(groups, context => work(state, context), whenFull, cancellationToken);
    }

    /// <inheritdoc cref="Spawn{TState}(ReadOnlySpan{GroupKey}, TState, Action{TState, JobContext}, WhenFull,
    /// CancellationToken)"/>
    public JobHandle Spawn<TState>(
        ReadOnlySpan<GroupKey> groups,
        TState state,
        Func<TState, JobContext, Task> work,
        WhenFull whenFull = WhenFull.Refuse,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Spawn(groups, context => work(state, context), whenFull, cancellationToken);
    }

    /// <inheritdoc cref="Spawn{TState}(ReadOnlySpan{GroupKey}, TState, Action{TState, JobContext}, WhenFull,
    /// CancellationToken)"/>
    public JobHandle<T> Spawn<TState, T>(
        ReadOnlySpan<GroupKey> groups,
        TState state,
        Func<TState, JobContext, T> work,
        WhenFull whenFull = WhenFull.Refuse,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Spawn(groups, context => work(state, context), whenFull, cancellationToken);
    }

    /// <inheritdoc cref="Spawn{TState}(ReadOnlySpan{GroupKey}, TState, Action{TState, JobContext}, WhenFull,
    /// CancellationToken)"/>
    public JobHandle<T> Spawn<TState, T>(
        ReadOnlySpan<GroupKey> groups,
        TState state,
        Func<TState, JobContext, Task<T>> work,
        WhenFull whenFull = WhenFull.Refuse,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Spawn(groups, context => work(state, context), whenFull, cancellationToken);
    }

    /// <summary>
    /// Starts a job that was made as a value, a child process for example, in the groups that its options name.
    /// </summary>
    /// <param name="job">The job. What its options say besides groups (a timeout, retries) holds too.</param>
    /// <param name="whenFull">What happens when there is no room.</param>
    /// <param name="cancellationToken">Cancels the job when it is canceled.</param>
    /// <exception cref="ArgumentException">
    /// The job is null; its options name a job of another scheduler; or it has a delay or runs after others, which
    /// cannot start now, and is to be refused.
    /// </exception>
    public JobHandle Spawn(Job job, WhenFull whenFull = WhenFull.Refuse, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        bool later = job.Options is { } options
            && (options.Delay > TimeSpan.Zero || options.StartAt is not null || options.After.Count > 0);
        if (whenFull == WhenFull.Refuse && later)
        {
            throw new ArgumentException(
                "A job with a delay, or that runs after others, cannot start now: spawn it with WhenFull.Wait.",
                nameof(job));
        }

        return Submit(JobFactory.Create(_core, job, options: null), whenFull, cancellationToken);
    }

    /// <summary>
    /// Lets a task that runs already count in the given groups until it ends, under the rule of <c>Spawn</c> (POOL-25).
    /// A refusal leaves the task outside, and running; so does canceling the handle, which cannot stop it. A task that
    /// has ended leaves no count behind (POOL-26).
    /// </summary>
    /// <param name="groups">Its groups.</param>
    /// <param name="task">The task. The handle ends as it does.</param>
    /// <exception cref="ArgumentException">The task is null.</exception>
    public JobHandle Adopt(ReadOnlySpan<GroupKey> groups, Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Spawn(groups, _ => task);
    }

    /// <inheritdoc cref="Adopt(ReadOnlySpan{GroupKey}, Task)"/>
    public JobHandle<T> Adopt<T>(ReadOnlySpan<GroupKey> groups, Task<T> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Spawn(groups, _ => task);
    }

    // Jobs of the same groups often follow each other, and then share their options. Threads that meet here at worst
    // make some twice.
    private JobOptions OptionsOf(ReadOnlySpan<GroupKey> groups)
    {
        if (groups.IsEmpty) return JobOptions.Default;
        JobOptions?[] recent = _recent;
        for (int i = 0; i < recent.Length; i++)
        {
            if (Volatile.Read(ref recent[i]) is not { Groups: GroupKey[] known } options) break;
            if (groups.SequenceEqual(known)) return options;
        }

        var made = new JobOptions { Groups = groups.ToArray() };
        int place = _nextRecent;
        _nextRecent = (place + 1) % recent.Length;
        Volatile.Write(ref recent[place], made);
        return made;
    }

    private T Submit<T>(T job, WhenFull whenFull, CancellationToken cancellationToken)
        where T : JobHandle
    {
        if (!Enum.IsDefined(whenFull))
            throw new ArgumentOutOfRangeException(nameof(whenFull), whenFull, "Not a way to treat a full pool.");
        if (whenFull == WhenFull.Refuse) job.Flags |= JobFlags.MustStart;
        if (job.Sequence == 0) _core.Enlist(job);
        bool canceled = cancellationToken.IsCancellationRequested;
        if (canceled) job.NeverRun();
        _core.Actor.Tell(new SchedulerMessage(SchedulerMessageKind.Submit, job));
        PendingScope.Join(job);
        if (cancellationToken.CanBeCanceled && !canceled) job.LinkTo(cancellationToken);
        return job;
    }
}
