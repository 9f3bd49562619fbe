using ActorScheduler.Actors;
using ActorScheduler.Runtime;

namespace ActorScheduler;

/// <content>The forms of <c>ScheduleRecurring</c>: a job for each fire time.</content>
public sealed partial class Scheduler
{
    /// <summary>
    /// Schedules a job at each fire time, until it is canceled or the scheduler stops. No fire time has more than one
    /// job; one has none only when it was missed, when an earlier job had not ended, or while it was paused, and all
    /// but the last are counted. The jobs are ordinary ones: they wait for a slot, for groups and barriers. They belong
    /// to no pending group and see nothing of this caller's context.
    /// </summary>
    /// <param name="name">Its name, and that of its jobs.</param>
    /// <param name="recurrence">When it fires.</param>
    /// <param name="work">What to run, on a thread of the pool; <see cref="JobContext.FireTime"/> says for which fire
    /// time.</param>
    /// <param name="options">How its fire times and jobs are treated; null means all defaults.</param>
    /// <exception cref="ArgumentException">An argument is null or the name empty; a recurring job of this name has not
    /// ended; or the options name a job of another scheduler, or a key.</exception>
    /// <exception cref="InvalidOperationException">The scheduler is durable, and a delegate cannot be written down; or
    /// it runs its jobs inline.</exception>
    public RecurringJob ScheduleRecurring(
        string name, Recurrence recurrence, Action<JobContext> work, RecurringOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        return RecurCode(name, recurrence, options, job => new DelegateHandle(work, context: null, job));
    }

    /// <inheritdoc cref="ScheduleRecurring(string, Recurrence, Action{JobContext}, RecurringOptions?)"/>
    public RecurringJob ScheduleRecurring(
        string name, Recurrence recurrence, Func<JobContext, Task> work, RecurringOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        return RecurCode(name, recurrence, options, job => new DelegateHandle(work, context: null, job));
    }

    /// <summary>
    /// Schedules a named job at each fire time, as the form with a delegate does. On a durable scheduler it is in the
    /// store, and a stop ends it for this process only: each later scheduler of that name on the same store goes on
    /// with it, also when nobody schedules it again, until it is canceled. Each fire time still has one job at most,
    /// and exactly one unless it was counted; those that pass while no process runs are treated as missed ones.
    /// </summary>
    /// <remarks>
    /// On a durable scheduler, scheduling one that was found in the store takes it over: with the same recurrence,
    /// options and job it goes on as if nothing had happened, and a changed one is that from then on. <see
    /// cref="RecurringJob.GetStatusAsync"/> completes when what was asked for is in the store.
    /// </remarks>
    /// <param name="name">Its name, and that of its jobs.</param>
    /// <param name="recurrence">When it fires. A durable one needs its time zone by its id in later processes.</param>
    /// <param name="work">The job's data; the node's handler of its kind runs it.</param>
    /// <param name="options">How its fire times and jobs are treated; null means all defaults, with the options that
    /// the job carries.</param>
    /// <exception cref="ArgumentException">An argument is null or the name empty; this process has a recurring job of
    /// this name that has not ended; the options name a job of another scheduler or a key, or on a durable one any job
    /// in <see cref="JobOptions.After"/>, or code.</exception>
    /// <exception cref="JobPayloadException">The node has no handler of its kind; or, on a durable scheduler, its data
    /// cannot be written or is too large.</exception>
    /// <exception cref="InvalidOperationException">The scheduler runs its jobs inline.</exception>
    public RecurringJob ScheduleRecurring(
        string name, Recurrence recurrence, NamedJob work, RecurringOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        return RecurData(name, recurrence, options, work);
    }

    /// <summary>Starts a child process at each fire time, as the form with a named job does.</summary>
    /// <inheritdoc cref="ScheduleRecurring(string, Recurrence, NamedJob, RecurringOptions?)"/>
    /// <param name="name">Its name, and that of its jobs.</param>
    /// <param name="recurrence">When it fires. A durable one needs its time zone by its id in later processes.</param>
    /// <param name="work">The program and how to run it; on a durable scheduler its output cannot be streamed.</param>
    /// <param name="options">How its fire times and jobs are treated; null means all defaults, with the options that
    /// the process carries.</param>
    public RecurringJob ScheduleRecurring(
        string name, Recurrence recurrence, ProcessJob work, RecurringOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        return RecurData(name, recurrence, options, work);
    }

    /// <summary>
    /// The recurring jobs of this scheduler that have not ended, by name. On a durable scheduler, those of earlier
    /// processes too: it waits until they have been read.
    /// </summary>
    /// <exception cref="InvalidOperationException">The scheduler is durable, and its store could not be
    /// read.</exception>
    public async Task<IReadOnlyList<RecurringJob>> GetRecurringJobsAsync(CancellationToken cancellationToken = default)
    {
        await JournalReadAsync(cancellationToken).On(_core.Host);
        return _core.Recurrences.List();
    }

    /// <summary>The recurring job of a name; null when there is none that has not ended.</summary>
    /// <inheritdoc cref="GetRecurringJobsAsync"/>
    public async Task<RecurringJob?> FindRecurringJobAsync(
        string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        await JournalReadAsync(cancellationToken).On(_core.Host);
        return _core.Recurrences.Find(name);
    }

    private async Task JournalReadAsync(CancellationToken cancellationToken)
    {
        if (!_core.Options.Durable) return;
        await GetStatisticsAsync(cancellationToken).On(_core.Host);     // answered behind the reading
        if (_core.Epoch == 0)
            throw new InvalidOperationException($"The journal of scheduler '{Name}' could not be read.");
    }

    private RecurringJob RecurCode(
        string name, Recurrence recurrence, RecurringOptions? options, Func<JobOptions, JobHandle> create)
    {
        options ??= new RecurringOptions();
        CheckRecurring(name, recurrence, options);
        return Recur(RecurrenceFactory.OfCode(_core, name, recurrence, options, create));
    }

    private RecurringJob RecurData(string name, Recurrence recurrence, RecurringOptions? options, Job work)
    {
        options ??= new RecurringOptions { Job = work.Options ?? JobOptions.Default };
        CheckRecurring(name, recurrence, options);
        return Recur(RecurrenceFactory.OfData(_core, name, recurrence, options, work));
    }

    private RecurringJob Recur(RecurrenceDefinition definition) =>
        new(_core.Recurrences.Add(_core, definition));

    private void CheckRecurring(string name, Recurrence recurrence, RecurringOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(recurrence);
        JobFactory.CheckDependencies(_core, options.Job);
        if (options.Job.Key is not null)
        {
            throw new ArgumentException(
                "A recurring job cannot have a JobOptions.Key: a key names one job, and it has many.", nameof(options));
        }

        if (_core.Inline is not null)
        {
            throw new InvalidOperationException(
                $"Scheduler '{Name}' runs its jobs inline, on the caller's thread: nothing can recur on it.");
        }
    }
}
