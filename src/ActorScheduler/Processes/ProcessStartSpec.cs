namespace ActorScheduler.Processes;

/// <summary>What a launcher needs to know of one child.</summary>
/// <param name="Job">What the user asked for.</param>
internal sealed record ProcessStartSpec(ProcessJob Job)
{
    /// <summary>
    /// Variables of this run for every child, such as MAKEFLAGS. The job's own go over them. Pass the same object each
    /// time: its encoded form is kept.
    /// </summary>
    public IReadOnlyDictionary<string, string?>? ExtraEnvironment { get; init; }

    /// <summary>
    /// Names a durable job's attempt: the child carries it, and can be told from all others when its scheduler's
    /// process has died. Null for any other job.
    /// </summary>
    public AttemptMark? Mark { get; init; }

    /// <summary>
    /// What the child gets besides its standard streams, by rising numbers; it gets no others above 2.
    /// </summary>
    public IReadOnlyList<InheritedDescriptor> InheritedDescriptors { get; init; } = [];
}
