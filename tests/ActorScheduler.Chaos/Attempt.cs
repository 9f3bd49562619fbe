namespace ActorScheduler.Chaos;

/// <summary>One attempt of one copy of a job, by the lines that it wrote. Places are those of lines.</summary>
internal sealed class Attempt(Note start, int place)
{
    public int Job { get; } = start.Job;

    public int Copy { get; } = start.Copy;

    public int Life { get; } = start.Life;

    /// <summary>Where its first line is.</summary>
    public int Start { get; } = place;

    /// <summary>What it said first.</summary>
    public Note First { get; } = start;

    /// <summary>How it ended by its own word; null when it did not come to that.</summary>
    public NoteKind? Ended { get; set; }

    /// <summary>
    /// Until where it held what it needed for its run, at the least. One that was cut off held it until its process was
    /// dead; so did one that ended well and whose job started again in a later life, because its end was not in the
    /// store.
    /// </summary>
    public int Until { get; set; }

    public bool Completed => Ended == NoteKind.End;

    public override string ToString() => $"job {Job}.{Copy}, attempt {First.Attempt} of life {Life} (line {Start + 1})";
}
