using System.Diagnostics.CodeAnalysis;

namespace ActorScheduler.Actors;

/// <summary>
/// The trackers that are current for the running code, one of each class at most: flows with the execution context,
/// so that jobs of jobs join too (MGR-10). Code that has none pays nothing for it.
/// </summary>
internal static class PendingScope
{
    private static readonly AsyncLocal<WeakReference<PendingTracker>[]?> Slots = new();

    /// <summary>
    /// A job was handed to its owner: it joins the trackers that are current here and that its options allow. Every
    /// verb that makes a handle calls this once, on the submitter's thread, after the job was posted: a group that is
    /// canceled cancels it right then.
    /// </summary>
    public static void Join(JobHandle job)
    {
        if (Slots.Value is { } active) Join(job, active);
    }

    /// <summary>The current tracker of exactly this class that jobs may join.</summary>
    public static PendingTracker? Find(Type type)
    {
        foreach (WeakReference<PendingTracker> slot in Slots.Value ?? [])
        {
            if (IsOf(slot, type, out PendingTracker? tracker)) return tracker.IsOpen ? tracker : null;
        }

        return null;
    }

    /// <summary>
    /// The submitter's context as a job's code may see it: without the trackers that the job does not join (MGR-6).
    /// </summary>
    public static ExecutionContext? Narrow(ExecutionContext context, JobTrackers trackers)
    {
        if (Slots.Value is not { } active) return context;
        WeakReference<PendingTracker>[] kept = [.. active.Where(slot => IsAllowed(slot, trackers))];
        if (kept.Length == active.Length) return context;
        Slots.Value = kept.Length == 0 ? null : kept;
        ExecutionContext? narrowed = ExecutionContext.Capture();
        Slots.Value = active;
        return narrowed;
    }

    /// <summary>Makes a tracker current; disposing of the result makes what it hid current again.</summary>
    public static IDisposable Activate(PendingTracker tracker)
    {
        var activation = new Activation(tracker, SlotOf(tracker.GetType()));
        Put(tracker.GetType(), tracker.Weak);
        return activation;
    }

    private static void Join(JobHandle job, WeakReference<PendingTracker>[] active)
    {
        JobTrackers trackers = job.Settings.Trackers;
        foreach (WeakReference<PendingTracker> slot in active)
        {
            if (slot.TryGetTarget(out PendingTracker? tracker) && trackers.Includes(tracker.GetType()))
                tracker.JoinAmbient(job);
        }
    }

    private static bool IsAllowed(WeakReference<PendingTracker> slot, JobTrackers trackers) =>
        slot.TryGetTarget(out PendingTracker? tracker) && trackers.Includes(tracker.GetType());

    private static WeakReference<PendingTracker>? SlotOf(Type type) =>
        Array.Find(Slots.Value ?? [], slot => IsOf(slot, type, out _));

    private static bool IsOf(
        WeakReference<PendingTracker> slot, Type type, [NotNullWhen(true)] out PendingTracker? tracker) =>
        slot.TryGetTarget(out tracker) && tracker.GetType() == type;

    // Dead ones go on the way.
    private static void Put(Type type, WeakReference<PendingTracker>? tracker)
    {
        List<WeakReference<PendingTracker>> active =
            [.. (Slots.Value ?? []).Where(slot => slot.TryGetTarget(out _) && !IsOf(slot, type, out _))];
        if (tracker is not null) active.Add(tracker);
        Slots.Value = active.Count == 0 ? null : [.. active];
    }

    private sealed class Activation(PendingTracker tracker, WeakReference<PendingTracker>? hidden) : IDisposable
    {
        // Only where it is the current one: in another flow, or a second time, there is nothing to give back.
        public void Dispose()
        {
            if (SlotOf(tracker.GetType()) == tracker.Weak) Put(tracker.GetType(), hidden);
        }
    }
}
