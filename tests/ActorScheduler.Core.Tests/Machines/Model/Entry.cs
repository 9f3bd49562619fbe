namespace ActorScheduler.Core.Tests.Machines.Model;

/// <summary>What the model knows of one job or barrier, from what was told to the machine and what the machine wanted done.</summary>
internal sealed class Entry(FakeJob job, long place)
{
    public FakeJob Job { get; } = job;

    /// <summary>Where it stands among barriers and drains; a pulled job stands where its run does.</summary>
    public long Place { get; } = place;

    public long Turn;
    public int Priority;
    public GroupKey[] Groups = [];
    public Entry[] After = [];
    public RunEntry? Run;
    public bool IsBarrier;
    public bool WaitsForRoom;
    public bool AcceptanceAsked;
    public bool AcceptanceReported;
    public bool Accepted;
    public bool Running;
    public bool CancelAsked;
    public bool CancelTold;
    public bool TimedOut;
    public bool Retried;
    public int Attempts;
    public long NotBefore;
    public long? Timer;

    /// <summary>How the rules say that it ends in this very step; null while they do not.</summary>
    public JobState? Due;

    public JobState? End;
    public JobState Seen = JobState.Submitted;

    public bool Ended => End is not null;

    /// <summary>Nothing but slots and barriers decides when it starts.</summary>
    public bool IsPlain => Groups.Length == 0 && IsPunctual;

    /// <summary>It waits for no time and no other job.</summary>
    public bool IsPunctual => After.Length == 0 && !Retried && Job.Settings.Delay <= TimeSpan.Zero;

    public bool Precedes(Entry other) => Priority != other.Priority ? Priority > other.Priority : Turn < other.Turn;

    public override string ToString() => $"{Job} place {Place} turn {Turn} priority {Priority} groups [{string.Join(' ', Groups)}]";
}

/// <summary>What the model knows of a run.</summary>
internal sealed class RunEntry(FakeRun run, long place)
{
    public FakeRun Run { get; } = run;

    public long Place { get; } = place;

    public bool Pulling;
    public bool Exhausted;
    public bool Canceled;
    public bool EndReported;
}

/// <summary>What the model knows of a drain.</summary>
internal sealed class DrainEntry(long place)
{
    public long Place { get; } = place;

    public bool Reached;
}
