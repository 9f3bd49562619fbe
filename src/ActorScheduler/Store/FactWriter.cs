using System.Buffers;
using ActorScheduler.Machines;
using ActorScheduler.Store.Facts;
using Google.Protobuf;

namespace ActorScheduler.Store;

/// <summary>
/// Writes down what a scheduler's machine decides, and knows which jobs have not ended by what was written. Belongs to
/// the scheduler's actor.
/// </summary>
internal sealed class FactWriter : IFactLog
{
    private readonly Dictionary<JobId, JobHandle> _live = [];
    private long _lastOrder;
    private long _lastEpoch;

    public FactWriter() => Recurrences = new RecurrenceBook(this);

    /// <summary>What recurs.</summary>
    public RecurrenceBook Recurrences { get; }

    /// <summary>Takes the facts; null when nothing is to be written any more.</summary>
    public Action<Fact>? Target { get; set; }

    /// <summary>The jobs that have not ended, by what was written.</summary>
    public IReadOnlyDictionary<JobId, JobHandle> Live => _live;

    /// <summary>A job of an earlier life: it is written already.</summary>
    public void Restore(JobHandle job) => _live.Add(job.Id, job);

    /// <summary>What the earlier life had come to.</summary>
    public void Restore(Ledger ledger)
    {
        _lastOrder = ledger.LastOrder;
        _lastEpoch = ledger.LastEpoch;
    }

    // Nothing is promised to a job that was not accepted, and a source belongs to the life that has it.
    public void JobScheduled(JobReference job)
    {
    }

    public void RunStarted(SourceRun run)
    {
    }

    public void JobPulled(JobReference job, SourceRun run)
    {
    }

    public void JobAccepted(JobReference job)
    {
        var handle = (JobHandle)job;
        _live.Add(job.Id, handle);
        _lastOrder = Math.Max(_lastOrder, job.Order);
        Target?.Invoke(new Fact { Accepted = Describe(handle) });
    }

    public void AttemptStarted(JobReference job)
    {
        if (job.Extras is { } extras) extras.DelayedUntil = 0;
        Target?.Invoke(new Fact
        {
            Started = new AttemptStarted { Order = job.Order, Attempt = job.Attempt, At = job.StartedAt },
        });
    }

    public void AttemptFailed(JobReference job, long retryAt)
    {
        job.Extra.DelayedUntil = retryAt;
        Target?.Invoke(new Fact { Failed = new AttemptFailed { Order = job.Order, RetryAt = retryAt } });
    }

    public void AttemptInterrupted(JobReference job) =>
        Target?.Invoke(new Fact { Interrupted = new AttemptInterrupted { Order = job.Order } });

    public void AttemptLost(JobReference job) =>
        Target?.Invoke(new Fact { Lost = new AttemptLost { Order = job.Order } });

    public void CancelRequested(JobReference job, string? reason)
    {
        var request = new CancelRequested { Order = job.Order };
        if (reason is not null) request.Reason = reason;
        Target?.Invoke(new Fact { CancelRequested = request });
    }

    /// <summary>An attempt has put something by for the next one.</summary>
    public void CheckpointPut(JobHandle job) => Target?.Invoke(new Fact
    {
        Checkpointed = new Checkpointed
        {
            Order = job.Order,
            Content = UnsafeByteOperations.UnsafeWrap(job.Checkpoint),
        },
    });

    public void JobExited(JobReference job)
    {
        // One that was refused, or canceled at the door, was never written.
        if (_live.Remove(job.Id)) Target?.Invoke(new Fact { Exited = DescribeExit((JobHandle)job) });
        if (job.Settings.RecurrenceId != 0) Recurrences.NoteExit((JobHandle)job);
    }

    public void BarrierRaised(JobReference barrier, long epoch)
    {
        _lastOrder = Math.Max(_lastOrder, barrier.Order);
        _lastEpoch = Math.Max(_lastEpoch, epoch);
        Target?.Invoke(new Fact { BarrierRaised = new BarrierRaised { Order = barrier.Order, Epoch = epoch } });
    }

    public void MaxJobsSet(int? maxJobs)
    {
        var set = new MaxJobsSet();
        if (maxJobs is { } limit) set.MaxJobs = limit;
        Target?.Invoke(new Fact { MaxJobsSet = set });
    }

    // A group's limit belongs to the node, which gets it anew with each life's options.
    public void GroupLimitSet(GroupKey group, int? limit)
    {
    }

    public void Stopped(StopMode mode) =>
        Target?.Invoke(new Fact { Stopped = new SchedulerStopped { Mode = (int)mode } });

    /// <summary>Facts that stand for everything until now.</summary>
    public IEnumerable<Fact> Snapshot()
    {
        yield return new Fact { BarrierRaised = new BarrierRaised { Order = _lastOrder, Epoch = _lastEpoch } };
        foreach (Fact fact in Recurrences.Snapshot()) yield return fact;
        foreach (JobHandle job in _live.Values)
        {
            JobAccepted accepted = Describe(job);
            accepted.Progress = DescribeProgress(job);
            yield return new Fact { Accepted = accepted };
        }
    }

    private static JobAccepted Describe(JobHandle job)
    {
        JobId id = job.Id;
        var accepted = new JobAccepted
        {
            Order = job.Order,
            Origin = id.Origin,
            Sequence = id.Sequence,
            Epoch = job.Segment!.Epoch.Number,
            ScheduledAt = job.ScheduledAt,
            Settings = SettingsCodec.Write(job.Settings),
        };
        if (job is ProcessHandle process) accepted.Process = ProcessCodec.Write(process.Job);
        else if (job.Named is { } named)
            accepted.Named = new NamedData
            {
                Kind = named.Kind.ToString(),
                Payload = UnsafeByteOperations.UnsafeWrap(named.Payload),
            };
        return accepted;
    }

    private static JobProgress? DescribeProgress(JobHandle job)
    {
        bool running = job.CurrentState is JobState.Running or JobState.Canceling;
        JobExtras? extras = ((JobReference)job).Extras;
        var progress = new JobProgress
        {
            Attempt = job.Attempt,
            LostAttempts = extras?.LostAttempts ?? 0,
            Deaths = extras?.Deaths ?? 0,
            StartedAt = job.StartedAt,
            DelayedUntil = running || job.Attempt == 0 ? 0 : extras?.DelayedUntil ?? 0,
            Running = running,
            CancelRequested = job.Has(JobFlags.CancelRequested),
            Checkpoint = UnsafeByteOperations.UnsafeWrap(job.Checkpoint),
        };
        progress.CancelReasons.AddRange(extras?.CancelReasons ?? []);
        return progress.CalculateSize() == 0 ? null : progress;
    }

    private static JobExited DescribeExit(JobHandle job)
    {
        var exited = new JobExited
        {
            Order = job.Order,
            Outcome = (int)job.GetOutcome() + 1,
            At = job.ExitedAt,
            TimedOut = job.Has(JobFlags.TimedOut),
            Quarantined = ((JobReference)job).Extras?.Quarantined == true,
            CancelRequested = job.Has(JobFlags.CancelRequested),
        };
        exited.CancelReasons.AddRange(((JobReference)job).Extras?.CancelReasons ?? []);
        if (job.CurrentState == JobState.Completed && job.Named is { } named)
            exited.Result = UnsafeByteOperations.UnsafeWrap(named.Result);
        if (job.CurrentState == JobState.Failed && job.Failure is { } failure)
            exited.Failure = new Failure { Type = failure.GetType().Name, Message = failure.Message };
        if (job is ProcessHandle process) exited.Process = process.DescribeEnd();
        return exited;
    }
}
