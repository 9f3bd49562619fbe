using ActorScheduler.Actors;
using ActorScheduler.Machines;
using ActorScheduler.TestKit.Engine;

namespace ActorScheduler.TestKit.Checks;

/// <summary>
/// Takes the facts of one scheduler: notes them in the trace, keeps its model, and shows them to the checks.
/// </summary>
internal sealed class SchedulerFacts(Checker checker, SimulationEngine engine, SchedulerModel model) : IFactLog
{
    private readonly Dictionary<JobReference, JobModel> _jobs = [];
    private readonly Dictionary<SourceRun, long> _runs = [];
    private bool _isRestored = !model.Core.Options.Durable;
    private long _place;

    public SchedulerModel Model => model;

    /// <summary>The jobs of an earlier life are here, in their order, with the barriers between them.</summary>
    public void Restored(JournalReplay replay)
    {
        _isRestored = true;
        long epoch = 0;
        foreach ((JobHandle job, RestoredJob past) in replay.Jobs)
        {
            if (past.Epoch > epoch) model.Barriers.Add(++_place);
            epoch = past.Epoch;
            JobModel known = Find(job);
            known.Accepted = true;
            known.Starts = past.Attempt;
        }

        if (replay.Ledger.LastEpoch > epoch) model.Barriers.Add(++_place);
    }

    public void JobScheduled(JobReference job)
    {
        engine.Note(SimulationEventKind.JobScheduled, MessageText.NameOf(job));
        // One that comes before the journal was read has its place when the scheduler takes it up, behind the old ones.
        // One with a key may follow another, and then never has a place of its own.
        if (_isRestored && job.Settings.Key is null) Find(job);
    }

    public void RunStarted(SourceRun run) => _runs[run] = ++_place;

    /// <summary>A run's source gave a job: it counts where the run does.</summary>
    public void JobPulled(JobReference job, SourceRun run)
    {
        JobModel made = Add(job, _runs.TryGetValue(run, out long place) ? place : ++_place, isPulled: true);
        engine.Note(SimulationEventKind.JobScheduled, made.Name);
    }

    public void JobAccepted(JobReference job)
    {
        JobModel known = Find(job);
        engine.Note(SimulationEventKind.JobAccepted, known.Name);
        checker.Show(model, check => check.Accepted(known));
        known.Accepted = true;
    }

    public void AttemptStarted(JobReference job)
    {
        JobModel known = Find(job);
        engine.Note(SimulationEventKind.JobStarted, known.Name, Small.Text(job.Attempt));
        checker.Show(model, check => check.Starting(known));
        known.Starts++;
        known.Lives = true;
        model.Enter(known);
    }

    public void AttemptFailed(JobReference job, long retryAt)
    {
        JobModel known = Find(job);
        engine.Note(SimulationEventKind.AttemptFailed, known.Name, Small.Text(job.Attempt));
        EndAttempt(known);
    }

    public void CancelRequested(JobReference job, string? reason) =>
        engine.Note(SimulationEventKind.CancelRequested, MessageText.NameOf(job), reason);

    public void JobExited(JobReference job)
    {
        JobModel known = Find(job);
        engine.Note(SimulationEventKind.JobEnded, known.Name, Small.Text(job.CurrentState));
        checker.Show(model, check => check.Ending(known));
        EndAttempt(known);
        known.Exits++;
        model.Unfinished.Remove(known);
        if (job.CurrentState == JobState.Failed && model.Core.Options.FailureMode != FailureMode.CountAndContinue)
            model.FirstFailed ??= known;
    }

    public void AttemptInterrupted(JobReference job) => EndAttempt(Find(job));

    public void AttemptLost(JobReference job) => EndAttempt(Find(job));

    public void BarrierRaised(JobReference barrier, long epoch)
    {
        model.Barriers.Add(++_place);
        engine.Note(SimulationEventKind.BarrierRaised, MessageText.NameOf(barrier));
        checker.Touch(model);
    }

    public void MaxJobsSet(int? maxJobs)
    {
        model.MaxJobs = maxJobs;
        engine.Note(SimulationEventKind.LimitSet, model.Name, Small.Text(maxJobs));
        checker.Touch(model);
    }

    public void GroupLimitSet(GroupKey group, int? limit)
    {
        engine.Note(SimulationEventKind.LimitSet, group.ToString(), Small.Text(limit));
        checker.Touch(model);
    }

    public void Stopped(StopMode mode)
    {
        model.Stopped = mode;
        engine.Note(SimulationEventKind.SchedulerStopped, model.Name, mode.ToString());
        checker.Touch(model);
    }

    private void EndAttempt(JobModel job)
    {
        if (!job.Lives) return;
        job.Lives = false;
        model.Leave(job);
    }

    private JobModel Find(JobReference job) =>
        _jobs.TryGetValue(job, out JobModel? known) ? known : Add(job, ++_place, isPulled: false);

    private JobModel Add(JobReference job, long place, bool isPulled)
    {
        var made = new JobModel((JobHandle)job, model, place, isPulled);
        _jobs.Add(job, made);
        model.Add(made);
        return made;
    }
}
