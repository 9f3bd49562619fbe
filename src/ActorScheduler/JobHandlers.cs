using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ActorScheduler.Handlers;

namespace ActorScheduler;

/// <summary>
/// The handlers of a node, one for each kind of named job. Fill it before the node is started; not thread-safe.
/// Enumerating it gives the kinds.
/// </summary>
public sealed class JobHandlers : IEnumerable<string>
{
    /// <summary>
    /// 256 KiB: a job is a message and not a file, and every one of a million waiting jobs is in memory.
    /// </summary>
    public const int DefaultMaxPayload = 256 * 1024;

    private const string ByReflection =
        "Jobs are read and written by reflection here. Give JobHandlers a source-generated JsonSerializerContext.";

    // Far below what one row of a store may have.
    private const int LargestMaxPayload = 64 * 1024 * 1024;

    private readonly Dictionary<string, HandlerEntry> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, HandlerEntry> _byType = [];
    private readonly Dictionary<JobKind, Func<JsonObject, JsonObject>> _upgrades = [];
    private readonly PayloadFormat _format;

    /// <summary>
    /// Makes an empty set whose jobs are read and written by reflection. A program that is trimmed or compiled ahead of
    /// time gives a source-generated <c>JsonSerializerContext</c> to the other constructor.
    /// </summary>
    [RequiresUnreferencedCode(ByReflection)]
    [RequiresDynamicCode(ByReflection)]
    public JobHandlers()
        : this(new DefaultJsonTypeInfoResolver())
    {
    }

    /// <summary>Makes an empty set.</summary>
    /// <param name="types">
    /// How jobs and results are read and written: a source-generated <c>JsonSerializerContext</c>, or several of them
    /// combined.
    /// </param>
    /// <param name="maxPayload">Most bytes of a job's data, and of its result: 64 MiB at most.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is less than 1 or more than 64 MiB.</exception>
    public JobHandlers(IJsonTypeInfoResolver types, int maxPayload = DefaultMaxPayload)
    {
        ArgumentNullException.ThrowIfNull(types);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPayload, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxPayload, LargestMaxPayload);
        _format = new PayloadFormat(new JsonSerializerOptions { TypeInfoResolver = types }, maxPayload);
    }

    /// <summary>Adds a handler.</summary>
    /// <param name="handler">One instance that runs all jobs of the kind.</param>
    /// <exception cref="ArgumentException">
    /// The job's type has no <see cref="JobKindAttribute"/>, its kind has a handler already, the generated context
    /// lacks the job's type or the result's, or one of the two has attributes for JSON that contradict each other.
    /// </exception>
    public void Add<TJob, TResult>(IJobHandler<TJob, TResult> handler)
        where TJob : NamedJob<TResult>
    {
        ArgumentNullException.ThrowIfNull(handler);
        _format.CheckKnown<TJob, TResult>(nameof(handler));
        Register(new HandlerEntry<TJob, TResult>(KindOf(typeof(TJob)), _format, handler, create: null));
    }

    /// <summary>Adds a handler that is made anew for each attempt, from a container of services for example.</summary>
    /// <param name="create">
    /// Makes one, where the attempt runs; what it makes is disposed after the attempt when it can be.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The job's type has no <see cref="JobKindAttribute"/>, its kind has a handler already, the generated context
    /// lacks the job's type or the result's, or one of the two has attributes for JSON that contradict each other.
    /// </exception>
    public void AddFactory<TJob, TResult>(Func<JobContext, IJobHandler<TJob, TResult>> create)
        where TJob : NamedJob<TResult>
    {
        ArgumentNullException.ThrowIfNull(create);
        _format.CheckKnown<TJob, TResult>(nameof(create));
        Register(new HandlerEntry<TJob, TResult>(KindOf(typeof(TJob)), _format, handler: null, create));
    }

    /// <summary>
    /// Says how data of an older version becomes data of the next one. Steps follow each other: from version 1 to 2,
    /// from 2 to 3, up to the version that the handler takes.
    /// </summary>
    /// <param name="from">The kind with the version to come from: <c>"resize-image:1"</c>.</param>
    /// <param name="upgrade">Makes the next version's data; it may change and return what it is given.</param>
    /// <exception cref="ArgumentException">The text is not a kind, or this step is there already.</exception>
    public void AddUpgrade(string from, Func<JsonObject, JsonObject> upgrade)
    {
        ArgumentException.ThrowIfNullOrEmpty(from);
        ArgumentNullException.ThrowIfNull(upgrade);
        JobKind kind = JobKind.Parse(from, nameof(from));
        if (!_upgrades.TryAdd(kind, upgrade))
            throw new ArgumentException($"There is a way from '{kind}' already.", nameof(from));
    }

    /// <summary>The kinds that have a handler.</summary>
    public IEnumerator<string> GetEnumerator() =>
        _byName.Values.Select(static entry => entry.Kind.ToString()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // What a node has when it is given nothing. Others may still be added to it, by reflection where the program has
    // that: where it was compiled away, the empty resolver refuses them.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Asked for only where reflection is kept.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Asked for only where reflection is kept.")]
    internal static JobHandlers Empty() => JsonSerializer.IsReflectionEnabledByDefault
        ? []
        : new JobHandlers(JsonTypeInfoResolver.Combine());

    internal HandlerTable Build() => new(_byName, _byType, _upgrades, _format);

    [SuppressMessage("Design", "MA0015", Justification = "The type argument is what is wrong.")]
    private static JobKind KindOf(Type type) =>
        Attribute.GetCustomAttribute(type, typeof(JobKindAttribute), inherit: false) is JobKindAttribute named
            ? new JobKind(named.Name, named.Version)
            : throw new ArgumentException($"{type.Name} has no [JobKind(\"…\")]: the name it is written down under.");

    private void Register(HandlerEntry entry)
    {
        if (!_byName.TryAdd(entry.Kind.Name, entry))
            throw new ArgumentException($"The kind '{entry.Kind.Name}' has a handler already.", nameof(entry));
        _byType.Add(entry.JobType, entry);
    }
}
