using System.Diagnostics;
using ActorScheduler.Actors;

namespace ActorScheduler;

/// <summary>
/// Knows the jobs that are scheduled while it is current: those of the code that made it current, of the functions
/// that this code calls, and of the jobs that these jobs schedule, on whatever thread. One tracker of each class is
/// current at a time; another of the same class hides it until that one is done (MGR-1).
/// <see cref="JobOptions.Trackers"/> lets a job stay out. Thread-safe.
/// </summary>
[DebuggerDisplay("{GetType().Name,nq}: {Members.Count} members")]
public abstract class PendingTracker
{
    private readonly Dictionary<JobHandle, PendingMember> _members = [];

    private protected PendingTracker() => Weak = new WeakReference<PendingTracker>(this);

    /// <summary>The members that have not ended, as they are at this moment (MGR-11).</summary>
    public IReadOnlyList<JobHandle> Members
    {
        get
        {
            lock (Gate) return [.. _members.Keys];
        }
    }

    /// <summary>Execution contexts refer to it by this, so that they do not keep it alive (MGR-4).</summary>
    internal WeakReference<PendingTracker> Weak { get; }

    /// <summary>True while jobs may join.</summary>
    internal abstract bool IsOpen { get; }

    private protected Lock Gate { get; } = new();

    /// <summary>The current tracker of exactly this class; null when there is none.</summary>
    /// <typeparam name="TTracker">
    /// <see cref="PendingGroup"/>, <see cref="PendingManager"/> or a class derived from that.
    /// </typeparam>
    public static TTracker? GetCurrent<TTracker>()
        where TTracker : PendingTracker => (TTracker?)PendingScope.Find(typeof(TTracker));

    /// <summary>Makes a job a member. One that has ended does not stay (GRP-18).</summary>
    /// <param name="job">A job of any scheduler, pool or Caller.</param>
    /// <returns>False when it was a member already (MGR-9).</returns>
    /// <exception cref="ArgumentException">The job is null.</exception>
    public abstract bool Add(JobHandle job);

    /// <summary>Takes a job out; it goes on, and what becomes of it means nothing here.</summary>
    /// <returns>False when it was not a member (MGR-9).</returns>
    public bool Remove(JobHandle job)
    {
        ArgumentNullException.ThrowIfNull(job);
        PendingMember? member;
        lock (Gate)
        {
            if (!_members.Remove(job, out member)) return false;
        }

        member.Forget();
        MemberRemoved();
        return true;
    }

    /// <summary>Takes in a job that was scheduled while this tracker was current.</summary>
    internal abstract void JoinAmbient(JobHandle job);

    /// <summary>
    /// A member has ended; called before anybody can see that, possibly in a turn. What is told twice counts once.
    /// </summary>
    internal void NoteExit(PendingMember member, JobExit exit)
    {
        lock (Gate)
        {
            if (!_members.TryGetValue(member.Job, out PendingMember? known) || known != member) return;
            _members.Remove(member.Job);
            member.IsNoted = true;
        }

        MemberExited(exit);
    }

    /// <summary>Follows every <see cref="NoteExit"/> as soon as the end can be seen.</summary>
    internal void NoteVisible(PendingMember member)
    {
        if (member.IsNoted) MemberVisible();
    }

    /// <summary>Notes a member; null when it is one. Called with the gate held.</summary>
    private protected PendingMember? Register(JobHandle job, bool shielded = false)
    {
        if (_members.ContainsKey(job)) return null;
        var member = new PendingMember(this, job, shielded);
        _members.Add(job, member);
        return member;
    }

    /// <summary>The members that a cancellation reaches. Called with the gate held.</summary>
    private protected JobHandle[] Cancelable() => [.. _members.Values.Where(m => !m.IsShielded).Select(m => m.Job)];

    /// <summary>Lets go of all members. Called with the gate held.</summary>
    private protected JobHandle[] TakeAll()
    {
        JobHandle[] left = [.. _members.Keys];
        foreach (PendingMember member in _members.Values) member.Forget();
        _members.Clear();
        return left;
    }

    private protected virtual void MemberExited(JobExit exit)
    {
    }

    private protected virtual void MemberVisible()
    {
    }

    private protected virtual void MemberRemoved()
    {
    }
}
