namespace ActorScheduler.Processes;

/// <summary>
/// Names a durable job's attempt to its child in two variables, which the child hands on to whatever it starts. They
/// are public: a child may use them as a fencing token.
/// </summary>
/// <param name="Job">The job.</param>
/// <param name="Token">Which of its attempts.</param>
internal sealed record AttemptMark(JobId Job, AttemptToken Token)
{
    public const string JobVariable = "ACTORSCHEDULER_JOB";

    public const string AttemptVariable = "ACTORSCHEDULER_ATTEMPT";

    public KeyValuePair<string, string?>[] Variables =>
        [new(JobVariable, Job.ToString()), new(AttemptVariable, Token.ToString())];

    /// <summary>True for the variables that are ours to set.</summary>
    public static bool IsVariable(string name) => name is JobVariable or AttemptVariable;
}
