namespace ActorScheduler;

/// <summary>
/// A job that is named data, and not code: what runs it is the <c>IJobHandler</c> that the node has for its kind. Only
/// such a job and a <see cref="ProcessJob"/> can be written down, so only they can be durable.
/// </summary>
public abstract record NamedJob : Job
{
    private protected NamedJob() { }
}

/// <summary>
/// A job that is named data and gives a result. Derive a record from it, name it with <see cref="JobKindAttribute"/>,
/// and give the node a handler. Its public properties are its data, read and written as JSON.
/// </summary>
/// <typeparam name="TResult">What its handler returns.</typeparam>
public abstract record NamedJob<TResult> : NamedJob
{
    /// <summary>For records of your own.</summary>
    protected NamedJob() { }
}
