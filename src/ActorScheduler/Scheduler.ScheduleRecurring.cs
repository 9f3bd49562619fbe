using ActorScheduler.Actors;

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
    /// ended; or the options name a job of another scheduler.</exception>
    /// <exception cref="InvalidOperationException">The scheduler runs its jobs inline.</exception>
    public RecurringJob ScheduleRecurring(
        string name, Recurrence recurrence, Action<JobContext> work, RecurringOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Recur(name, recurrence, options, job => new DelegateHandle(work, context: null, job));
    }

    /// <inheritdoc cref="ScheduleRecurring(string, Recurrence, Action{JobContext}, RecurringOptions?)"/>
    public RecurringJob ScheduleRecurring(
        string name, Recurrence recurrence, Func<JobContext, Task> work, RecurringOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Recur(name, recurrence, options, job => new DelegateHandle(work, context: null, job));
    }

    /// <summary>Starts a child process at each fire time, as the form with a delegate does.</summary>
    /// <inheritdoc cref="ScheduleRecurring(string, Recurrence, Action{JobContext}, RecurringOptions?)"/>
    /// <param name="name">Its name, and that of its jobs.</param>
    /// <param name="recurrence">When it fires.</param>
    /// <param name="work">The program and how to run it.</param>
    /// <param name="options">How its fire times and jobs are treated; null means all defaults, with the options that
    /// the process carries.</param>
    public RecurringJob ScheduleRecurring(
        string name, Recurrence recurrence, ProcessJob work, RecurringOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        options ??= new RecurringOptions { Job = work.Options ?? JobOptions.Default };
        return Recur(name, recurrence, options, job => new ProcessHandle(work, job));
    }

    private RecurringJob Recur(
        string name, Recurrence recurrence, RecurringOptions? options, Func<JobOptions, JobHandle> create)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(recurrence);
        if (_core.Options.Durable)
        {
            throw new InvalidOperationException(
                $"Scheduler '{Name}' is durable, and a recurring job lives in this process only: use another one.");
        }

        options ??= new RecurringOptions();
        JobFactory.CheckDependencies(_core, options.Job);
        if (_core.Inline is not null)
        {
            throw new InvalidOperationException(
                $"Scheduler '{Name}' runs its jobs inline, on the caller's thread: nothing can recur on it.");
        }

        return new RecurringJob(_core.Recurrences.Add(
            name, () => new RecurrenceCore(_core, name, recurrence, options, create)));
    }
}
