using System.Globalization;
using System.Text.Json;
using ActorScheduler.Store;

namespace ActorScheduler.TestKit.Swarm;

/// <content>What the store took, and what must be true of everything in the end.</content>
internal sealed partial class DurableRecord
{
    private const string Lost = "LostCheck: No accepted job is lost.";
    private const string Ends = "EndCheck: What ends is what was told, once.";

    private readonly Dictionary<(string Journal, long Order), JobRecord> _byOrder = [];

    /// <summary>A commit is in the store.</summary>
    public void Written(StoreCommit commit)
    {
        foreach (FactSummary fact in FactSummary.Read(commit.Facts.ToArray()))
        {
            if (fact.Outcome is { } outcome) Ended(commit.Journal, fact.Order, outcome);
            else Accepted(commit.Journal, fact);
        }
    }

    /// <summary>Faults have stopped, and nothing can happen any more.</summary>
    public void CheckAllEnded()
    {
        foreach (JobRecord job in _jobs.Values) CheckEnd(job);
    }

    private void Accepted(string journal, FactSummary accepted)
    {
        int step = accepted.Program is { } program
            ? int.Parse(program.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture)
            : JsonSerializer.Deserialize<DurableStep>(accepted.Payload.Span)!.Id;
        JobRecord job = _jobs[step];
        if (job.IsWritten) fail(Ends, $"{job.Name} is accepted twice");
        job.IsWritten = true;
        if (!_byOrder.TryAdd((journal, accepted.Order), job)) fail(Ends, $"two jobs are at place {accepted.Order}");
    }

    private void Ended(string journal, long order, JobOutcome outcome)
    {
        if (!_byOrder.TryGetValue((journal, order), out JobRecord? job))
        {
            fail(Ends, $"a job at place {order} ends that was never accepted");
            return;
        }

        job.WrittenEnds.Add(outcome);
        if (job.WrittenEnds.Count > 1) fail(Ends, $"{job.Name} ends twice");
        if (job.Told is { } told && job.HasFinalWord && told != job.WrittenEnds[0])
            fail(Ends, $"{job.Name} was told as {told} and is written as {job.WrittenEnds[0]}");
    }

    private void CheckEnd(JobRecord job)
    {
        if (job.Running is not null)
            fail("LivenessCheck: Once faults stop, everything ends.", $"{job.Name} still runs");
        bool isPromised = job.IsAcknowledged || job.HasFinalWord || job.IsWritten;
        if (!isPromised || job.Told == JobOutcome.Rejected) return;
        if (job.MustComplete && job.Completed == 0) fail(Lost, $"{job.Name} has never completed");
        // Canceled at the door: it was never promised.
        if (job.Told == JobOutcome.Canceled && !job.IsWritten) return;
        if (job.WrittenEnds.Count == 0) fail(Lost, $"{job.Name} has no end");
        else if (job.WrittenEnds[0] == JobOutcome.Completed && job.Completed == 0)
            fail(Ends, $"{job.Name} is written as completed, and no attempt of it has");
        else if (job.MustComplete && job.WrittenEnds[0] != JobOutcome.Completed)
            fail(Ends, $"{job.Name} could only complete, and is written as {job.WrittenEnds[0]}");
        if (job.Starts > job.Attempts + job.Lives)
            fail("AttemptCheck: Retries have an end.", $"{job.Name} had {job.Starts} attempts in {job.Lives} lives");
    }
}
