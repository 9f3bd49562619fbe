namespace ActorScheduler.Cli.Stores;

/// <summary>How a person names a job: by its id, or by its key.</summary>
internal sealed class JobWord
{
    private readonly JobId _id;
    private readonly string? _key;

    private JobWord(JobId id, string? key) => (_id, _key) = (id, key);

    /// <summary>The jobs that the arguments name: words are ids, and <c>--key</c> may be repeated.</summary>
    /// <exception cref="UsageException">A word is no id.</exception>
    public static IReadOnlyList<JobWord> ReadAll(VerbArguments arguments) =>
    [
        .. arguments.Words.Select(static word => new JobWord(ReadId(word), null)),
        .. arguments.All("--key").Select(key => key.Length > 0
            ? new JobWord(default, key)
            : throw arguments.Wrong("--key", "a text", key)),
    ];

    /// <summary>As <see cref="ReadAll"/>, and at least one.</summary>
    /// <exception cref="UsageException">There is none, or a word is no id.</exception>
    public static IReadOnlyList<JobWord> ReadSome(VerbArguments arguments) => ReadAll(arguments) is { Count: > 0 } jobs
        ? jobs
        : throw new UsageException($"{arguments.Verb} needs a job: its id, or --key KEY");

    /// <summary>As <see cref="ReadAll"/>, and exactly one.</summary>
    /// <exception cref="UsageException">There is none or several, or a word is no id.</exception>
    public static JobWord ReadOne(VerbArguments arguments) => ReadSome(arguments) is [var job]
        ? job
        : throw new UsageException($"{arguments.Verb} takes one job at a time");

    /// <summary>An id.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static JobId ReadId(string word) => JobId.TryParse(word, out JobId id)
        ? id
        : throw new UsageException(
            $"'{OneLine.Of(word, OneLine.CommandLength)}' is no job id, such as 00c0ffee00c0ffee-42");

    /// <summary>The job of an id.</summary>
    public static JobWord Of(JobId id) => new(id, null);

    /// <summary>Its id on a scheduler.</summary>
    public JobId IdOn(string scheduler) => _key is null ? _id : JobId.ForKey(scheduler, _key);

    public override string ToString() => _key is null ? _id.ToString() : $"with key '{OneLine.Of(_key)}'";
}
