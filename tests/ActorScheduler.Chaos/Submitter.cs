using System.Globalization;

namespace ActorScheduler.Chaos;

/// <summary>
/// Submits the jobs of the plan that the log does not call accepted, in their order, with the barriers between them, and
/// finds the handles of jobs that earlier lives have submitted under a key. Jobs that were set aside it releases.
/// </summary>
/// <remarks>
/// What was submitted and not acknowledged when a process died may be there or not, so it is submitted again. Under a key
/// that is the same job; without one it is another copy, told apart by the life that submitted it.
/// </remarks>
internal sealed class Submitter(Plan plan, NoteLog log, string path, int life, Scheduler scheduler) : IDisposable
{
    /// <summary>How many submissions are on their way at once: so many at most are there twice after a kill.</summary>
    private const int Window = 32;

    private readonly SemaphoreSlim _window = new(Window);
    private readonly Dictionary<int, JobHandle> _handles = [];
    private readonly HashSet<int> _released = [];

    /// <summary>The file that makes the poisonous job harmless: written before that job is released.</summary>
    public required string Harmless { get; init; }

    /// <summary>Submits up to a job, and waits until all are accepted.</summary>
    public async Task RunAsync(int last)
    {
        List<Note> notes = NoteLog.Read(path);
        HashSet<int> accepted = [.. notes.Where(static n => n.Kind == NoteKind.Accepted).Select(static n => n.Job)];
        HashSet<int> told = [.. notes.Where(static n => n.Kind == NoteKind.Told).Select(static n => n.Job)];
        foreach (int n in accepted.Where(n => plan[n].IsKeyed && (last == plan.Count || !told.Contains(n))).Order())
            await FindAsync(plan[n]).ConfigureAwait(false);
        foreach (QuarantinedJob aside in await scheduler.GetQuarantinedJobsAsync().ConfigureAwait(false))
            await ReleaseAsync(aside, isLast: last == plan.Count).ConfigureAwait(false);
        var acceptances = new List<Task>();
        int epoch = 0;
        for (int n = 1; n <= last; n++)
        {
            if (accepted.Contains(n)) continue;
            await _window.WaitAsync().ConfigureAwait(false);
            if (plan.Epoch(n) > epoch) _ = scheduler.InsertBarrier();
            epoch = plan.Epoch(n);
            acceptances.Add(FollowAsync(plan[n], Submit(plan[n])));
        }

        await Task.WhenAll(acceptances).ConfigureAwait(false);
    }

    public void Dispose() => _window.Dispose();

    private async Task FindAsync(PlannedJob job)
    {
        JobHandle handle = await scheduler.FindJobAsync(JobId.ForKey(scheduler.Name, job.Key!)).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"Job {job.Number} was accepted and is not found.");
        Listen(job, CopyOf(job), handle);
        if (job.Work == Work.Canceled) handle.Cancel();
    }

    private async Task ReleaseAsync(QuarantinedJob aside, bool isLast)
    {
        // A recurring job's jobs are named like it and stand in another log.
        string[] name = aside.Name!.Split('.');
        PlannedJob? job = name.Length == 2 ? plan[int.Parse(name[0], CultureInfo.InvariantCulture)] : null;
        int copy = job is null ? 0 : int.Parse(name[1], CultureInfo.InvariantCulture);
        if (job?.Work == Work.Poison)
        {
            if (!isLast) return;
            await File.WriteAllTextAsync(Harmless, "").ConfigureAwait(false);
        }

        if (job is not null) log.Write(new Note(NoteKind.Released, job.Number, copy, life));
        JobHandle handle = await scheduler.ReleaseAsync(aside.JobId).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"Job {aside.Name} was set aside and cannot be released.");
        if (job is null) return;
        _released.Add(job.Number);
        Listen(job, job.IsKeyed ? 0 : copy, handle);
        if (job.Work == Work.Canceled) handle.Cancel();
    }

    private JobHandle Submit(PlannedJob job)
    {
        JobHandle? before = _handles.GetValueOrDefault(job.After);
        int after = before is null ? 0 : job.After;
        var options = new JobOptions
        {
            Key = job.Key,
            Name = string.Create(CultureInfo.InvariantCulture, $"{job.Number}.{life}"),
            Priority = job.Priority,
            Groups = [.. (job.Groups ?? []).Select(name => GroupKey.Of(name))],
            After = before is null ? [] : [before],
            Delay = TimeSpan.FromMilliseconds(job.Delay),
            Retry = job.Work == Work.Flaky ? RetryPolicy.Fixed(2, TimeSpan.FromMilliseconds(job.Time)) : RetryPolicy.None,
            OnLost = job.Work == Work.Process ? LostPolicy.RunAgain : null,
        };
        log.Write(new Note(NoteKind.Submitting, job.Number, life, life, After: after));
        return job.Work switch
        {
            Work.Process or Work.OnceOnly => scheduler.Schedule(ProcessOf(job, after), options),
            Work.Steps => scheduler.Schedule(new ChaosSteps(job.Number, life, after, job.Steps, job.Time), options),
            _ => scheduler.Schedule(new ChaosJob(job.Number, life, after, job.Work, job.Time), options),
        };
    }

    private async Task FollowAsync(PlannedJob job, JobHandle handle)
    {
        // One that was released is listened to: this handle would tell the same again.
        if (!job.IsKeyed || !_released.Contains(job.Number)) Listen(job, CopyOf(job), handle);
        await handle.Accepted.ConfigureAwait(false);
        log.Write(new Note(NoteKind.Accepted, job.Number, CopyOf(job), life));
        _window.Release();
        if (job.Work == Work.Canceled) handle.Cancel();
    }

    private void Listen(PlannedJob job, int copy, JobHandle handle)
    {
        _handles[job.Number] = handle;
        _ = handle.OnExit(exit => log.Write(new Note(
            exit.Quarantined ? NoteKind.SetAside : NoteKind.Told, job.Number, copy, life, Detail: (int)exit.Outcome)));
    }

    private int CopyOf(PlannedJob job) => job.IsKeyed ? 0 : life;

    // The life is the process' own, by its environment: a line that comes late says where it comes from.
    private ProcessJob ProcessOf(PlannedJob job, int after)
    {
        string fields = string.Create(
            CultureInfo.InvariantCulture, $"{job.Number} {life} ${Victim.LifeVariable} $$ 0 {after} 0 0");
        // real time: what is to be killed has to last
        string nap = string.Create(CultureInfo.InvariantCulture, $"sleep {job.Time / 1000.0:0.000}");
        return Job.Shell(
            $"{NoteLog.ShellFunction(path)}; say s {fields}; {(job.Time > 0 ? nap : ":")}; say e {fields}");
    }
}
