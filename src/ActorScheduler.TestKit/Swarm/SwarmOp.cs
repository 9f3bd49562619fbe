namespace ActorScheduler.TestKit.Swarm;

/// <summary>Which step of a plan it is.</summary>
internal enum SwarmOpKind
{
    Schedule,
    ScheduleAsync,
    Barrier,
    Drain,
    Cancel,
    CancelAll,
    MaxJobs,
    GroupLimit,
    Load,
    Stop,
    Crash,
    Run,
    Process,
    Call,
    PendingGroup,
    Linked,
    Wait,
    AsCompleted,
    AwaitLinked,
    Adopt,
    CallLater,
    CallQueue,
    StopCaller,
    LoadCrash,
    Spawn,
    NodeCrash,
    NodeEnd,
    Takeover,
    Keyed,
    Letter,
    CancelLetter,
    Recur,
}

/// <summary>One step of a plan. Immutable.</summary>
/// <param name="Id">Its number in the plan, for a person and for <c>--keep</c>.</param>
/// <param name="Kind">What it does.</param>
internal sealed record SwarmOp(int Id, SwarmOpKind Kind)
{
    /// <summary>Virtual time that passes before it.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Which of the schedulers.</summary>
    public int Scheduler { get; init; }

    /// <summary>The job, for steps that bring one.</summary>
    public SwarmJob Job { get; init; } = new();

    /// <summary>The step whose job it is about.</summary>
    public int Target { get; init; }

    /// <summary>A limit, a mode or a count.</summary>
    public int Number { get; init; }

    /// <summary>Whether what it uses goes wrong.</summary>
    public bool Faulty { get; init; }
}

/// <summary>A job of a plan. Immutable.</summary>
internal sealed record SwarmJob
{
    public TimeSpan Duration { get; init; }

    /// <summary>Attempts that fail before one succeeds.</summary>
    public int Failures { get; init; }

    public bool Deaf { get; init; }

    public int Priority { get; init; }

    /// <summary>The groups, as bits.</summary>
    public int Groups { get; init; }

    /// <summary>Steps whose jobs come before it.</summary>
    public IReadOnlyList<int> After { get; init; } = [];

    public TimeSpan? Timeout { get; init; }

    public TimeSpan Delay { get; init; }

    public int Attempts { get; init; } = 1;

    public bool Listened { get; init; }

    public bool ListenerThrows { get; init; }

    public bool Awaited { get; init; }
}
