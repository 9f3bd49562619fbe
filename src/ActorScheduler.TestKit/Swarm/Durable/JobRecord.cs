namespace ActorScheduler.TestKit.Swarm;

/// <summary>
/// What is known of one job of a plan by what its own code did, by what its submitter was told and by what the store
/// took. Nothing is asked of the scheduler.
/// </summary>
/// <param name="step">Its step.</param>
/// <param name="life">The life of the scheduler that it was given to.</param>
/// <param name="place">Its place in the order of submissions and barriers.</param>
internal sealed class JobRecord(SwarmOp step, SchedulerLife life, int place)
{
    private readonly List<(JobOutcome Outcome, long EndedAt)> _endsBefore = [];

    public SwarmOp Step => step;

    public SchedulerLife Life => life;

    public int Place => place;

    public string Name { get; } = $"j{step.Id}";

    public bool IsProcess => step.Kind == SwarmOpKind.Process;

    /// <summary>Its submitters come again: there is one job of its key as long as its exit is kept.</summary>
    public bool IsKeyed => step.Kind == SwarmOpKind.Keyed;

    /// <summary>It has a key, perhaps because its letter may be sent twice.</summary>
    public bool HasKey => IsKeyed || (step.Kind == SwarmOpKind.Letter && step.Number % 3 > 0);

    /// <summary>
    /// When it came in is known: not of a letter, nor of a key, of which another submission may be the one that holds.
    /// </summary>
    public bool HasPlace => step.Kind is not (SwarmOpKind.Keyed or SwarmOpKind.Letter);

    public bool IsIn(int group) => (step.Job.Groups & (1 << group)) != 0;

    /// <summary>Jobs that must have completed before it starts.</summary>
    public IReadOnlyList<JobRecord> After { get; init; } = [];

    /// <summary>
    /// Those of them that are one submission of a key among several: it is canceled with that, though the job of the
    /// key completes.
    /// </summary>
    public IReadOnlyList<JobHandle> Awaits { get; init; } = [];

    /// <summary>How many attempts its retry policy gives it.</summary>
    public int Attempts => Math.Max(1, step.Job.Attempts);

    /// <summary>Whether an attempt that was cut off is followed by another.</summary>
    public LostPolicy OnLost { get; } = step.Kind == SwarmOpKind.Process
        ? step.Number % 2 == 0 ? LostPolicy.RunAgain : LostPolicy.Fail
        : step.Number % 5 == 1 ? LostPolicy.Fail : LostPolicy.RunAgain;

    /// <summary>Its submitter was told that it is accepted.</summary>
    public bool IsAcknowledged { get; set; }

    /// <summary>The end that its submitter was told of; null while there was none.</summary>
    public JobOutcome? Told { get; set; }

    /// <summary>Whoever asked it to cancel may have been heard, or not.</summary>
    public bool CancelAsked { get; set; }

    /// <summary>Somebody was told that it has ended, whatever came of it.</summary>
    public bool IsSaidToHaveEnded { get; set; }

    /// <summary>The attempt that runs; null when none does.</summary>
    public AttemptRecord? Running { get; set; }

    public int Starts { get; set; }

    public AttemptToken LastToken { get; set; }

    /// <summary>Attempts whose code ended well, went wrong or was broken off.</summary>
    public int Completed { get; set; }

    public int Failed { get; set; }

    public int Canceled { get; set; }

    /// <summary>How often a life that had it, and not its end, has ended or crashed.</summary>
    public int Lives { get; set; }

    /// <summary>The last thing that it has put by, and the last of which it was told that it is safe.</summary>
    public int Put { get; set; }

    public int Safe { get; set; }

    /// <summary>It is in the store.</summary>
    public bool IsWritten { get; set; }

    /// <summary>The ends of it that are in the store.</summary>
    public List<JobOutcome> WrittenEnds { get; } = [];

    /// <summary>When the job of a key ended, and the how-manieth end it was.</summary>
    public long EndedAt { get; set; }

    public int EndNumber { get; set; }

    /// <summary>In which epoch a cancellation by letter was consumed, once it was in the store.</summary>
    public long CancelHeardIn { get; set; } = long.MaxValue;

    /// <summary>Its key is free again, and was taken.</summary>
    public void BeginAgain()
    {
        _endsBefore.Add((WrittenEnds[0], EndedAt));
        WrittenEnds.Clear();
        Told = null;
        LastToken = default;
        CancelHeardIn = long.MaxValue;      // that was about the one before
        (Starts, Lives, Put, Safe) = (0, 0, 0, 0);
    }

    /// <summary>
    /// True of the end of a job that had the key before: its submitter may hear of it after the key was taken again.
    /// </summary>
    public bool EndedBefore(JobOutcome outcome, long endedAt) => _endsBefore.Contains((outcome, endedAt));

    /// <summary>An end that no later life may contradict.</summary>
    public bool HasFinalWord => Told is JobOutcome.Completed or JobOutcome.Failed or JobOutcome.Canceled;

    /// <summary>
    /// True when nothing that the plan does can keep it from completing, once it is accepted; false when something may.
    /// </summary>
    public bool MustComplete => (IsWritten || IsAcknowledged) && !CancelAsked && !step.Faulty
        && step.Job.Timeout is null && step.Job.Failures < Attempts
        && (Lives == 0 || OnLost == LostPolicy.RunAgain) && Lives < Machines.SchedulerMachine.MostDeaths
        && After.All(before => before.MustComplete)
        && Awaits.All(before => before.TryGetExit(out JobExit? exit) && exit.Succeeded);
}
