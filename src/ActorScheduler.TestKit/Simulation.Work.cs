using ActorScheduler.TestKit.Engine;

namespace ActorScheduler.TestKit;

/// <content>What tests are written with: work that takes time, waiting, probes and crashes.</content>
public sealed partial class Simulation
{
    /// <summary>Completes after so much virtual time.</summary>
    /// <param name="time">How long.</param>
    /// <param name="cancellationToken">Ends it early, as canceled.</param>
    public Task Delay(TimeSpan time, CancellationToken cancellationToken = default) =>
        Task.Delay(time, Time, cancellationToken);

    /// <summary>Work for a job that takes so much virtual time and heeds its token.</summary>
    /// <param name="duration">How long it takes.</param>
    public Func<JobContext, Task> Work(TimeSpan duration) => job => Delay(duration, job.CancellationToken);

    /// <summary>Work that takes so much virtual time and then fails.</summary>
    /// <param name="duration">How long it takes.</param>
    /// <param name="failure">What it throws then.</param>
    public Func<JobContext, Task> FailingWork(TimeSpan duration, Exception failure)
    {
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
    public Func<JobContext, Task<T>> Work<T>(TimeSpan duration, T result) => async job =>
    {
        await Delay(duration, job.CancellationToken);
        return result;
    };

    /// <summary>Completes when nothing can run and no timer is set: time leaps from deadline to deadline until then.
    /// </summary>
    public Task UntilIdleAsync() => _engine.WaitUntilIdle();

    /// <summary>Follows what happens from now on, for events that matter to the test.</summary>
    /// <param name="wanted">Says which events matter.</param>
    public Probe Watch(Func<SimulationEvent, bool> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
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
    public void Always(string sentence, Func<bool> holds)
    {
        ArgumentException.ThrowIfNullOrEmpty(sentence);
        ArgumentNullException.ThrowIfNull(holds);
        _engine.Observe(new Rule(_engine, sentence, holds));
    }

    /// <summary>Puts a line of the test's own into the trace.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="detail">What there is to say.</param>
    public void Note(string subject, string? detail = null) =>
        _engine.Note(SimulationEventKind.Note, subject, detail);

    /// <summary>
    /// Lets the actor of a scheduler fail in its next turn, as a defect of the scheduler itself would: its jobs are
    /// lost, and whoever waits for them hears of it.
    /// </summary>
    /// <param name="scheduler">The scheduler.</param>
    public void Crash(Scheduler scheduler)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        CrashIn(scheduler, turns: 0);
    }

    /// <summary>As <see cref="Crash"/>, after some more turns.</summary>
    internal void CrashIn(Scheduler scheduler, int turns) => CrashActorIn($"scheduler {scheduler.Name}", turns);

    /// <summary>Lets an actor fail after some more turns.</summary>
    internal void CrashActorIn(string actor, int turns)
    {
        Func<string, bool>? others = _engine.Crashes;
        int left = turns;
        _engine.Crashes = name => others?.Invoke(name) == true || (name == actor && left-- == 0);
    }

    private sealed class Rule(SimulationEngine engine, string sentence, Func<bool> holds) : IEngineObserver
    {
        public void StepEnded()
        {
            if (!holds()) engine.Fail($"This does not hold any more: {sentence}");
        }
    }
}
