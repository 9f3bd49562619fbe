using System.Buffers;
using ActorScheduler.Machines;
using ActorScheduler.Store.Facts;
using Google.Protobuf;

namespace ActorScheduler.Store;

/// <summary>
/// Writes down what a scheduler's machine decides, and knows which jobs have not ended by what was written. Belongs to
/// the scheduler's actor.
/// </summary>
internal sealed class FactWriter(ExitShelf? shelf = null) : IFactLog
{
    private readonly Dictionary<JobId, JobHandle> _live = [];
    private readonly Dictionary<JobId, JobAccepted> _quarantined = [];
    private long _lastOrder;
    private long _lastEpoch;

    /// <summary>What recurs.</summary>
    public RecurrenceBook Recurrences => field ??= new RecurrenceBook(this);

    /// <summary>Takes the facts; null when nothing is to be written any more.</summary>
    public Action<Fact>? Target { get; set; }

    /// <summary>Takes the exits that are to be kept.</summary>
    public Action<KeptExit>? Kept { get; set; }

    /// <summary>Takes the number below which segments of exits are to be dropped.</summary>
    public Action<long>? Dropped { get; set; }

    /// <summary>Whoever wants to know of each end, while somebody does.</summary>
    public Action<JobHandle, ExitRecord>? Ended { get; set; }

    /// <summary>Which exits are kept.</summary>
    public ExitShelf Shelf { get; } = shelf ?? new ExitShelf(TimeSpan.Zero, 1);

    /// <summary>Jobs that were set aside: their process died too often.</summary>
    public IReadOnlyDictionary<JobId, JobAccepted> Quarantined => _quarantined;

    /// <summary>Told of each job that is accepted, before its fact; null when nobody wants to know.</summary>
    public Action<JobHandle>? Accepted { get; set; }

    /// <summary>
    /// Told of each job that follows another from now on, and of that one; null when nobody wants to know.
    /// </summary>
    public Action<JobHandle, JobHandle>? Followed { get; set; }

    /// <summary>The jobs that have not ended, by what was written.</summary>
    public IReadOnlyDictionary<JobId, JobHandle> Live => _live;

    /// <summary>A job of an earlier life: it is written already.</summary>
    public void Restore(JobHandle job) => _live.Add(job.Id, job);

    /// <summary>What the earlier life had come to.</summary>
    public void Restore(Ledger ledger)
    {
        _lastOrder = ledger.LastOrder;
        _lastEpoch = ledger.LastEpoch;
        foreach (JobAccepted job in ledger.Quarantined.Values) _quarantined[IdOf(job)] = job;
        foreach (SegmentOpened segment in ledger.Segments) Ledger.Open(Shelf, segment);
    }

    /// <summary>Drops exits that are too old. Others are dropped when a job ends.</summary>
    public void DropOldExits(long now)
    {
        if (Shelf.FirstToKeep(now) is not (> 0 and var first)) return;
        Shelf.DropBelow(first);
        Target?.Invoke(new Fact { SegmentsDropped = new SegmentsDropped { First = first } });
        Dropped?.Invoke(first);
    }

    /// <summary>A job that was set aside is so no more; what it was, or null when it is not there.</summary>
    public JobAccepted? Release(JobId job)
    {
        if (!_quarantined.Remove(job, out JobAccepted? accepted)) return null;
        Target?.Invoke(new Fact { Released = new JobReleased { Order = accepted.Order } });
        return accepted;
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
        JobAccepted accepted = Describe(handle);
        if (job.Attempt > 0) accepted.Progress = DescribeProgress(handle);      // released: it has had attempts
        Accepted?.Invoke(handle);
        Target?.Invoke(new Fact { Accepted = accepted });
        Release(job.Id);        // one that was set aside is not any more: now, and not when that was asked for
    }

    public void AttemptStarted(JobReference job)
    {
        if (job.Extras is { } extras) extras.DelayedUntil = 0;
        if (job is ProcessHandle process) process.Written = null;
        Target?.Invoke(new Fact
        {
            Started = new AttemptStarted { Order = job.Order, Attempt = job.Attempt, At = job.StartedAt },
        });
    }

    /// <summary>An attempt has a process now.</summary>
    public void ProcessStarted(ProcessHandle job) => Target?.Invoke(new Fact
    {
        ProcessStarted = new ProcessStarted
        {
            Order = job.Order,
            Attempt = job.Attempt,
            Process = ProcessCodec.Write(job.Written!),
        },
    });

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
        if (reason is not null) request.Reason = WrittenText.Of(reason);
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
        if (job.Settings.RecurrenceId != 0) Recurrences.NoteExit((JobHandle)job);
        // One that was refused, or canceled at the door, was never written; but who sent it by letter asks for it.
        bool isKnown = _live.TryGetValue(job.Id, out JobHandle? known) && ReferenceEquals(known, job);
        if (isKnown) _live.Remove(job.Id);
        else if (!job.IsByLetter) return;
        if (Shelf.Keeps && Shelf.NeedsSegment(job.ExitedAt)) OpenSegment(job.ExitedAt);
        var handle = (JobHandle)job;
        if (isKnown) WriteExit(handle);
        if (Shelf.Keeps || Ended is not null) Keep(handle, isKnown);
    }

    private void WriteExit(JobHandle job)
    {
        JobExited exited = ExitCodec.Describe(job);
        if (exited.Quarantined) SetAside(job);
        Target?.Invoke(new Fact { Exited = exited });
    }

    private void Keep(JobHandle job, bool isKnown)
    {
        ExitRecord record = ExitCodec.Record(job);
        Ended?.Invoke(job, record);
        if (!Shelf.Keeps) return;
        bool isKeyed = isKnown && job.Settings.Key is not null;
        // What was never accepted is no fact, and the shelf counts what the facts say.
        long segment = isKnown ? Shelf.Place(job.Id, isKeyed, job.ExitedAt).Number : Shelf.NextNumber - 1;
        Kept?.Invoke(new KeptExit(job.Id, segment, isKeyed, record.ToByteArray()));
    }

    private void OpenSegment(long now)
    {
        DropOldExits(now);
        long number = Shelf.NextNumber;
        Shelf.Open(number, now);
        Target?.Invoke(new Fact { SegmentOpened = new SegmentOpened { Number = number, At = now, LastAt = now } });
    }

    private void SetAside(JobHandle job)
    {
        JobAccepted accepted = Describe(job);
        accepted.Progress = DescribeProgress(job) ?? new JobProgress();
        accepted.Progress.Exited = ExitCodec.Describe(job);
        _quarantined[job.Id] = accepted;
    }

    private static JobId IdOf(JobAccepted job) => new(job.Origin, job.Sequence);

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

        foreach (JobAccepted job in _quarantined.Values) yield return new Fact { Accepted = job };
        foreach (ExitSegment segment in Shelf.Segments)
        {
            var opened = new SegmentOpened
            {
                Number = segment.Number,
                At = segment.OpenedAt,
                Count = segment.Count,
                LastAt = segment.LastAt,
            };
            opened.Keyed.AddRange(segment.Keyed.Select(SettingsCodec.WriteName));
            yield return new Fact { SegmentOpened = opened };
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
            Epoch = job.Segment?.Epoch.Number ?? 0,
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
        else throw new InvariantException($"Job {id} has no work to write down any more.");
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
        progress.CancelReasons.AddRange((extras?.CancelReasons ?? []).Select(WrittenText.Of));
        if (running && job is ProcessHandle { Written: { } process })
            progress.Processes.Add(ProcessCodec.Write(process));
        return progress.CalculateSize() == 0 ? null : progress;
    }
}
