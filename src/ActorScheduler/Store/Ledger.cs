using ActorScheduler.Machines;
using ActorScheduler.Store.Facts;

namespace ActorScheduler.Store;

/// <summary>
/// What a journal says of a scheduler: its jobs that have not ended, each as it was accepted with what has become of it
/// since. Facts go in, in order; nothing else changes it.
/// </summary>
internal sealed class Ledger
{
    private readonly Dictionary<long, JobAccepted> _jobs = [];
    private readonly Dictionary<long, JobAccepted> _quarantined = [];
    private readonly SortedDictionary<long, SegmentOpened> _segments = [];
    private SegmentOpened? _newestSegment;

    /// <summary>The jobs that have not ended, by their place.</summary>
    public IReadOnlyDictionary<long, JobAccepted> Jobs => _jobs;

    /// <summary>The recurring jobs.</summary>
    public RecurrenceLedger Recurrences { get; } = new();

    /// <summary>The jobs that were set aside, by the place they had.</summary>
    public IReadOnlyDictionary<long, JobAccepted> Quarantined => _quarantined;

    /// <summary>The segments of exits that are kept, the oldest first, with what is in them.</summary>
    public IReadOnlyCollection<SegmentOpened> Segments => _segments.Values;

    /// <summary>The last place that was given.</summary>
    public long LastOrder { get; private set; }

    /// <summary>The last epoch that was begun.</summary>
    public long LastEpoch { get; private set; }

    /// <summary>Reads a piece of a journal.</summary>
    /// <exception cref="StoreException">It is damaged.</exception>
    public void Apply(ReadOnlyMemory<byte> facts)
    {
        foreach (Fact fact in FactStream.Read(facts)) Apply(fact);
    }

    public void Apply(Fact fact)
    {
        switch (fact.WhatCase)
        {
            case Fact.WhatOneofCase.Accepted: Accept(fact.Accepted); break;
            case Fact.WhatOneofCase.Started: Start(fact.Started); break;
            case Fact.WhatOneofCase.ProcessStarted: NoteProcess(fact.ProcessStarted); break;
            case Fact.WhatOneofCase.Failed: Pause(fact.Failed.Order).DelayedUntil = fact.Failed.RetryAt; break;
            case Fact.WhatOneofCase.Interrupted: Pause(fact.Interrupted.Order).LostAttempts++; break;
            case Fact.WhatOneofCase.Lost: Die(fact.Lost.Order); break;
            case Fact.WhatOneofCase.CancelRequested: RequestCancel(fact.CancelRequested); break;
            case Fact.WhatOneofCase.Exited: End(fact.Exited); break;
            case Fact.WhatOneofCase.Released: _quarantined.Remove(fact.Released.Order); break;
            case Fact.WhatOneofCase.SegmentOpened: Open(fact.SegmentOpened); break;
            case Fact.WhatOneofCase.SegmentsDropped: Drop(fact.SegmentsDropped.First); break;
            case Fact.WhatOneofCase.BarrierRaised: Raise(fact.BarrierRaised); break;
            case Fact.WhatOneofCase.Checkpointed:
                Progress(fact.Checkpointed.Order).Checkpoint = fact.Checkpointed.Content;
                break;
            case Fact.WhatOneofCase.Recurrence: Recurrences.Apply(fact.Recurrence); break;
            default: break;     // tells something to people, or is of a newer release that only adds
        }
    }

    /// <summary>Lets a shelf know of a segment.</summary>
    public static void Open(ExitShelf shelf, SegmentOpened segment) => shelf.Fill(
        shelf.Open(segment.Number, segment.At), segment.Count, segment.LastAt,
        segment.Keyed.Select(static job => new JobId(job.Origin, job.Sequence)));

    private void Accept(JobAccepted job)
    {
        if (job.Progress?.Exited is not null)
        {
            _quarantined[job.Order] = job;      // of a snapshot: it had been set aside by then
            return;
        }

        if (!_jobs.TryAdd(job.Order, job))
            throw new StoreException(StoreError.Damaged, $"A journal has two jobs at place {job.Order}.");
        LastOrder = Math.Max(LastOrder, job.Order);
        LastEpoch = Math.Max(LastEpoch, job.Epoch);
    }

    private void Start(AttemptStarted started)
    {
        JobProgress progress = Progress(started.Order);
        progress.Attempt = started.Attempt;
        progress.StartedAt = started.At;
        progress.DelayedUntil = 0;
        progress.Running = true;
        progress.Processes.Clear();
    }

    private void NoteProcess(ProcessStarted started)
    {
        JobProgress progress = Progress(started.Order);
        if (started.Process is not { } process)
        {
            throw new StoreException(
                StoreError.Damaged, $"A journal tells of no process of the job at place {started.Order}.");
        }

        if (progress.Running && progress.Attempt == started.Attempt) progress.Processes.Add(process);
    }

    private JobProgress Pause(long order)
    {
        JobProgress progress = Progress(order);
        progress.Running = false;
        progress.Processes.Clear();
        return progress;
    }

    private void Die(long order)
    {
        JobProgress progress = Pause(order);
        progress.LostAttempts++;
        progress.Deaths++;
    }

    private void RequestCancel(CancelRequested request)
    {
        JobProgress progress = Progress(request.Order);
        progress.CancelRequested = true;
        if (request.HasReason) progress.CancelReasons.Add(request.Reason);
    }

    private void End(JobExited exited)
    {
        JobProgress progress = Progress(exited.Order);
        _jobs.Remove(exited.Order, out JobAccepted? job);
        if (_newestSegment is { } segment) Keep(segment, job!, exited.At);
        if (!exited.Quarantined) return;
        progress.Running = false;
        progress.LostAttempts++;
        progress.Deaths++;
        progress.Exited = exited;
        _quarantined[exited.Order] = job!;
    }

    private static void Keep(SegmentOpened segment, JobAccepted job, long at)
    {
        segment.Count++;
        segment.LastAt = Math.Max(segment.LastAt, at);
        if (job.Settings?.HasKey == true)
            segment.Keyed.Add(new JobName { Origin = job.Origin, Sequence = job.Sequence });
    }

    private void Open(SegmentOpened segment)
    {
        if (!_segments.TryAdd(segment.Number, segment))
            throw new StoreException(StoreError.Damaged, $"A journal has two segments {segment.Number} of exits.");
        _newestSegment = segment;
    }

    private void Drop(long first)
    {
        foreach (long number in _segments.Keys.TakeWhile(number => number < first).ToArray()) _segments.Remove(number);
        if (_newestSegment?.Number < first) _newestSegment = null;
    }

    private void Raise(BarrierRaised barrier)
    {
        LastOrder = Math.Max(LastOrder, barrier.Order);
        LastEpoch = Math.Max(LastEpoch, barrier.Epoch);
    }

    private JobProgress Progress(long order) => _jobs.TryGetValue(order, out JobAccepted? job)
        ? job.Progress ??= new JobProgress()
        : throw new StoreException(StoreError.Damaged, $"A journal tells of a job at place {order} that it has not.");
}
