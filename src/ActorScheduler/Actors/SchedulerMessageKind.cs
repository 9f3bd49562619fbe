namespace ActorScheduler.Actors;

/// <summary>
/// The messages of <see cref="SchedulerActor"/>: commands in the imperative, events in the past tense.
/// </summary>
internal enum SchedulerMessageKind : byte
{
    /// <summary>The target job starts inline: it counts from now on.</summary>
    InlineStarted,

    /// <summary>The target job ran inline and has ended.</summary>
    InlineEnded,

    /// <summary>A job was refused that would have run inline.</summary>
    InlineRejected,

    /// <summary>Cancel every job that has not ended; Detail is the reason.</summary>
    CancelAll,

    /// <summary>Take the target job in.</summary>
    Submit,

    /// <summary>The target job's attempt has ended; the handle knows how.</summary>
    AttemptExited,

    /// <summary>Cancel the target job; Detail is the reason.</summary>
    Cancel,

    /// <summary>Raise the target barrier.</summary>
    InsertBarrier,

    /// <summary>Complete the target when all that came before has ended.</summary>
    Drain,

    /// <summary>Stop in mode Number; Detail is the reason.</summary>
    Stop,

    /// <summary>The target job's delay has passed.</summary>
    DelayPassed,

    /// <summary>Attempt Number of the target job has run as long as it may.</summary>
    TimeoutPassed,

    /// <summary>The load was read; Detail is a boxed figure, or null when it cannot be read.</summary>
    LoadRead,

    /// <summary>It is time to look at the load again.</summary>
    LoadTimerFired,

    /// <summary>The jobserver gave a token.</summary>
    TokenGranted,

    /// <summary>Pull from the target run.</summary>
    StartRun,

    /// <summary>The target run's source gave the job in Detail.</summary>
    Pulled,

    /// <summary>The target run's source has no more jobs.</summary>
    SourceEnded,

    /// <summary>The reader of the target run has left; Detail is the reason.</summary>
    CancelRun,

    /// <summary>Tell when the target job is accepted.</summary>
    WatchAcceptance,

    /// <summary>Give the statistics to the target.</summary>
    GetStatistics,

    /// <summary>Give the hold reason of the job in Detail to the target.</summary>
    GetHoldReason,

    /// <summary>Explain to the target why the job in Detail does not run.</summary>
    Explain,

    /// <summary>Let Number jobs run at once; below 0 means no limit.</summary>
    SetMaxJobs,

    /// <summary>The lender in Target, or the node, has the news in Detail about a group.</summary>
    GroupNews,

    /// <summary>Cancel the jobs of the group in Target; Detail is the reason.</summary>
    CancelGroup,

    /// <summary>Complete the target when the jobs that the group in Detail has now have ended.</summary>
    DrainGroup,

    /// <summary>Give the number of jobs in the group in Detail to the target.</summary>
    GetGroupCount,

    /// <summary>Give the jobs and groups to the target.</summary>
    GetSnapshot,

    /// <summary>Read the earlier life of this durable scheduler.</summary>
    OpenJournal,

    /// <summary>The earlier life of a durable scheduler was read; the target is the outcome.</summary>
    JournalRead,

    /// <summary>Hand the facts of the turns so far to the store.</summary>
    FlushJournal,

    /// <summary>The store has answered for the target batch.</summary>
    Committed,

    /// <summary>Hand in again what the store has refused.</summary>
    RetryJournal,

    /// <summary>Write down what the target job's attempt wants to put by; Detail is the request.</summary>
    Checkpoint,

    /// <summary>Something about the recurring job in Target; Detail is what.</summary>
    Recur,

    /// <summary>Serve the target, a request to the records of this durable scheduler.</summary>
    AskDesk,

    /// <summary>The store has looked for an exit: Target is who asked, Detail the outcome.</summary>
    ExitFound,

    /// <summary>There may be letters for this durable scheduler.</summary>
    LettersCame,

    /// <summary>The letters that were read are consumed.</summary>
    LettersConsumed,

    /// <summary>Letters were read; the target is the outcome.</summary>
    LettersRead,

    /// <summary>Attempt Number of the target job has the process in Detail; only durable schedulers are told.</summary>
    ProcessStarted,

    /// <summary>Exits that letters ask for were looked up; the target is the outcome.</summary>
    LettersPrepared,

    /// <summary>Send the target, an answer to a question that came by letter.</summary>
    AnswerReady,

    /// <summary>The node ends, the jobs of this durable scheduler do not. Number 1 kills what was asked to stop.
    /// </summary>
    Suspend,
}
