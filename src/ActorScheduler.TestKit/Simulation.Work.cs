using ActorScheduler.TestKit.Engine;

namespace ActorScheduler.TestKit;

/// <content>What tests are written with: work that takes time, waiting, probes and crashes.</content>
public sealed partial class Simulation
{
    /// <summary>The longest that timers of tasks take; virtual time knows longer ones.</summary>
    internal static readonly TimeSpan LongestPiece = TimeSpan.FromDays(49);

    /// <summary>Completes after so much virtual time.</summary>
    /// <param name="time">How long; <see cref="Timeout.InfiniteTimeSpan"/> means until it is canceled.</param>
    /// <param name="cancellationToken">Ends it early, as canceled.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="InvalidOperationException">The simulation has ended.</exception>
    public Task Delay(TimeSpan time, CancellationToken cancellationToken = default)
    {
        CheckDuration(time, nameof(time));
        _engine.EnsureNotOver("wait for a time");
        return time <= LongestPiece ? Task.Delay(time, Time, cancellationToken) : DelayAsync(time, cancellationToken);
    }

    /// <summary>Work for a job that takes so much virtual time and heeds its token.</summary>
    /// <param name="duration">
    /// How long it takes; <see cref="Timeout.InfiniteTimeSpan"/> means until it is canceled.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative.</exception>
    public Func<JobContext, Task> Work(TimeSpan duration)
    {
        CheckDuration(duration, nameof(duration));
        return job => Delay(duration, job.CancellationToken);
    }

    /// <summary>Work that takes so much virtual time and then fails.</summary>
    /// <param name="duration">How long it takes.</param>
    /// <param name="failure">What it throws then.</param>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative.</exception>
    public Func<JobContext, Task> FailingWork(TimeSpan duration, Exception failure)
    {
        CheckDuration(duration, nameof(duration));
        ArgumentNullException.ThrowIfNull(failure);
        return async job =>
        {
            await Delay(duration, job.CancellationToken);
            throw failure;
        };
    }

    /// <summary>Work that takes so much virtual time and returns a value.</summary>
    /// <param name="duration">How long it takes.</param>
    /// <param name="result">What it returns.</param>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative.</exception>
    public Func<JobContext, Task<T>> Work<T>(TimeSpan duration, T result)
    {
        CheckDuration(duration, nameof(duration));
        return async job =>
        {
            await Delay(duration, job.CancellationToken);
            return result;
        };
    }

    /// <summary>
    /// Completes when nothing can run and no timer is set: time leaps from deadline to deadline until then. With a
    /// timer that is set again and again, by a period say, it never does.
    /// </summary>
    /// <exception cref="InvalidOperationException">The simulation has ended.</exception>
    public Task UntilIdleAsync()
    {
        _engine.EnsureNotOver("wait until idle");
        return _engine.WaitUntilIdle();
    }

    /// <summary>Follows what happens from now on, for events that matter to the test.</summary>
    /// <param name="wanted">Says which events matter; it must change nothing.</param>
    /// <exception cref="InvalidOperationException">The simulation has ended.</exception>
    public Probe Watch(Func<SimulationEvent, bool> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        _engine.EnsureNotOver("be watched");
        return new Probe(this, wanted);
    }

    /// <summary>As <see cref="Watch(Func{SimulationEvent, bool})"/>, for one kind of event of one subject.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="subject">A job's name, say; null means any.</param>
    public Probe Watch(SimulationEventKind kind, string? subject = null) =>
        Watch(e => e.Kind == kind && (subject is null || e.Subject == subject));

    /// <summary>Checks a rule of the test's own after every step.</summary>
    /// <param name="sentence">The rule, for the failure.</param>
    /// <param name="holds">True while it holds; it must change nothing.</param>
    /// <exception cref="InvalidOperationException">The simulation has ended.</exception>
    public void Always(string sentence, Func<bool> holds)
    {
        ArgumentException.ThrowIfNullOrEmpty(sentence);
        ArgumentNullException.ThrowIfNull(holds);
        _engine.EnsureNotOver("check a rule");
        _engine.Observe(new Rule(_engine, sentence, holds));
    }

    /// <summary>Puts a line of the test's own into the trace.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="detail">What there is to say.</param>
    /// <exception cref="InvalidOperationException">The simulation has ended.</exception>
    public void Note(string subject, string? detail = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        _engine.EnsureNotOver("note anything");
        if (_engine.IsInside("note something")) _engine.Note(SimulationEventKind.Note, subject, detail);
    }

    /// <summary>
    /// Lets the actor of a scheduler fail in its next turn, as a defect of the scheduler itself would: its jobs are
    /// lost, and whoever waits for them hears of it.
    /// </summary>
    /// <param name="scheduler">A scheduler of one of the <see cref="Nodes"/>.</param>
    /// <exception cref="InvalidOperationException">The simulation has ended.</exception>
    public void Crash(Scheduler scheduler)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        _engine.EnsureNotOver("crash anything");
        CrashIn(scheduler, turns: 0);
    }

    /// <summary>
    /// Lets the actor that looks after a job's process fail in its next turn (it hears of its start, a stop or its
    /// end), as a defect of it would: the process is killed with its group, and the attempt fails. A job whose process
    /// does not run yet is hit when it does.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <exception cref="InvalidOperationException">The simulation has ended.</exception>
    public void Crash(ProcessHandle job)
    {
        ArgumentNullException.ThrowIfNull(job);
        _engine.EnsureNotOver("crash anything");
        CrashIn(job, turns: 0);
    }

    /// <summary>As <see cref="Crash(Scheduler)"/>, after some more turns.</summary>
    internal void CrashIn(Scheduler scheduler, int turns) =>
        CrashIn((actor, _) => ReferenceEquals(actor, scheduler.Core.Actor), turns);

    /// <summary>As <see cref="Crash(ProcessHandle)"/>, after some more turns.</summary>
    internal void CrashIn(ProcessHandle job, int turns) =>
        CrashIn((actor, _) => ReferenceEquals(actor, job.Actor), turns);

    /// <summary>Lets an actor of a name fail after some more turns.</summary>
    internal void CrashActorIn(string actor, int turns) => CrashIn((_, name) => name == actor, turns);

    private static void CheckDuration(TimeSpan time, string name)
    {
        if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(name, time, "A time must not be negative.");
    }

    private async Task DelayAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        for (; time > LongestPiece; time -= LongestPiece) await Task.Delay(LongestPiece, Time, cancellationToken);
        await Task.Delay(time, Time, cancellationToken);
    }

    private void CrashIn(Func<object, string, bool> isIt, int turns)
    {
        Func<object, string, bool>? others = _engine.Crashes;
        int left = turns;
        _engine.Crashes = (actor, name) => others?.Invoke(actor, name) == true || (isIt(actor, name) && left-- == 0);
    }

    private sealed class Rule(SimulationEngine engine, string sentence, Func<bool> holds) : IEngineObserver
    {
        public void StepEnded()
        {
            try
            {
                if (!holds()) engine.Fail($"This does not hold any more: {sentence}");
            }
            catch (Exception e)
            {
                engine.Fail($"Whether this holds cannot be told: {sentence} It threw: {e.Message}", e);
            }
        }
    }
}
