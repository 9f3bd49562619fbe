namespace ActorScheduler.Chaos;

/// <summary>What a line of the log says.</summary>
internal enum NoteKind
{
    /// <summary>Somebody submits a job: written before it is.</summary>
    Submitting = 'u',

    /// <summary>The scheduler has accepted it: written after that.</summary>
    Accepted = 'a',

    /// <summary>An attempt has begun.</summary>
    Start = 's',

    /// <summary>An attempt is about to end well.</summary>
    End = 'e',

    /// <summary>An attempt is about to fail, as planned.</summary>
    Fail = 'f',

    /// <summary>An attempt was canceled and is about to end.</summary>
    Quit = 'q',

    /// <summary>A step is done and put by; <see cref="Note.Detail"/> is its number.</summary>
    Step = 'c',

    /// <summary>A handle was told of the exit; <see cref="Note.Detail"/> is the outcome.</summary>
    Told = 'x',

    /// <summary>A handle was told that its job was set aside.</summary>
    SetAside = 'z',

    /// <summary>Somebody lets a job run again that was set aside: written before it is.</summary>
    Released = 'r',

    /// <summary>
    /// In the log of beats, a job of a recurring job has begun: <see cref="Note.Job"/> is the number of that one, <see
    /// cref="Note.Detail"/> the fire time, and <see cref="Note.Copy"/> with <see cref="Note.After"/> the job's id.
    /// </summary>
    Beat = 'b',

    /// <summary>
    /// There too, a recurring job has ended: <see cref="Note.Detail"/> fire times got a job, <see cref="Note.After"/>
    /// did not.
    /// </summary>
    BeatsEnded = 'n',

    /// <summary>The process of a life is dead: written before the next one begins.</summary>
    Death = 'k',

    /// <summary>The last life has nothing left to do.</summary>
    Done = 'd',
}

/// <summary>One line of the log.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Job">The number of the job; 0 for none.</param>
/// <param name="Copy">
/// The life that submitted it: one that was not acknowledged may be there nevertheless, and then it is there twice. 0
/// where a handle speaks of the job of a key, whichever life has submitted it.
/// </param>
/// <param name="Life">The life of the process that says it, from 1.</param>
/// <param name="Attempt">A handler's attempt, or a process' id.</param>
/// <param name="Epoch">The epoch of a handler's attempt; 0 for a process.</param>
/// <param name="After">The job that this copy was to wait for; 0 for none.</param>
/// <param name="Detail">Of a start, the steps that are done already.</param>
/// <param name="Stamp">Microseconds of the machine's clock; 0 when a shell writes.</param>
internal readonly record struct Note(
    NoteKind Kind,
    int Job,
    int Copy,
    int Life,
    int Attempt = 0,
    int Epoch = 0,
    int After = 0,
    int Detail = 0,
    long Stamp = 0);
