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

    private readonly HashSet<(JobRecord Job, AttemptToken Token)> _writtenStarts = [];
    private readonly Dictionary<(string Journal, long Order), (int Step, long Time)> _timed = [];
    private int _ends;

    /// <summary>How long exits are kept, and how many.</summary>
    public (TimeSpan Time, int Most) Keeps { get; init; } =
        (SchedulerOptions.DefaultKeepExits, SchedulerOptions.DefaultMaxKeptExits);

    /// <summary>What fires at times.</summary>
    public TimesRecord Times { get; } = new(fail);

    /// <summary>A commit is in the store.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="now">The virtual moment, in ticks of UTC.</param>
    public void Written(StoreCommit commit, long now)
    {
        NoteConsumed(commit);
        foreach (FactSummary fact in FactSummary.Read(commit.Facts.ToArray()))
        {
            if (fact.Outcome is { } outcome) Ended(commit.Journal, fact, outcome);
            else if (fact.Started > 0) Started(commit, fact);
            else if (fact.FireTime is { } time)
            {
                int step = Read(fact);
                _timed[(commit.Journal, fact.Order)] = (step, time);
                Times.Accepted(step, time);
            }
            else Accepted(commit.Journal, fact, now);
        }
    }

    private void Started(StoreCommit commit, FactSummary fact)
    {
        if (_byOrder.TryGetValue((commit.Journal, fact.Order), out JobRecord? job))
            _writtenStarts.Add((job, new AttemptToken(commit.Epoch, fact.Started)));
    }

    /// <summary>Faults have stopped, and nothing can happen any more.</summary>
    public void CheckAllEnded()
    {
        foreach (JobRecord job in _jobs.Values) CheckEnd(job);
    }

    private static int Read(FactSummary accepted) => accepted.Program is { } program
        ? int.Parse(program.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture)
        : JsonSerializer.Deserialize(accepted.Payload.Span, DurableJson.Default.DurableStep)!.Id;

    private void Accepted(string journal, FactSummary accepted, long now)
    {
        JobRecord job = _jobs[Read(accepted)];
        if (job.IsWritten && job.HasKey && MayBeForgotten(job, now)) job.BeginAgain();
        else if (job.IsWritten) fail(Ends, $"{job.Name} is accepted twice");
        job.IsWritten = true;
        if (!_byOrder.TryAdd((journal, accepted.Order), job)) fail(Ends, $"two jobs are at place {accepted.Order}");
    }

    private bool MayBeForgotten(JobRecord job, long now) => job.WrittenEnds.Count > 0
        && (now - job.EndedAt >= Keeps.Time.Ticks || _ends - job.EndNumber >= Keeps.Most);

    private void Ended(string journal, FactSummary fact, JobOutcome outcome)
    {
        _ends++;
        if (!_byOrder.TryGetValue((journal, fact.Order), out JobRecord? job))
        {
            if (!_timed.TryGetValue((journal, fact.Order), out (int Step, long Time) timed))
                fail(Ends, $"a job at place {fact.Order} ends that was never accepted");
            else if (fact.SetAside) Times.SetAside(timed.Step, timed.Time);
            return;
        }

        (job.EndedAt, job.EndNumber) = (fact.EndedAt, _ends);
        job.WrittenEnds.Add(outcome);
        if (job.WrittenEnds.Count > 1) fail(Ends, $"{job.Name} ends twice");
        if (job.Told is { } told && job.HasFinalWord && told != job.WrittenEnds[0])
            fail(Ends, $"{job.Name} was told as {told} and is written as {job.WrittenEnds[0]}");
    }

    private void CheckEnd(JobRecord job)
    {
        if (job.Running is not null)
            fail("LivenessCheck: Once faults stop, everything ends.", $"{job.Name} still runs");
        if (job is { Told: JobOutcome.Rejected, IsWritten: true, IsKeyed: false })
            fail(Lost, $"{job.Name} was refused, and is in the store");
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
