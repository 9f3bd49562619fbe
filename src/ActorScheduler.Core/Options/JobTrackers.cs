namespace ActorScheduler;

/// <summary>
/// Which of the trackers that are current where a job is scheduled it joins: pending groups, pending managers. What
/// the job's code schedules in turn sees only these too. Immutable.
/// </summary>
public sealed class JobTrackers
{
    private readonly Type[]? _types;

    private JobTrackers(Type[]? types) => _types = types;

    /// <summary>Every one. The default.</summary>
    public static JobTrackers All { get; } = new(null);

    /// <summary>None at all.</summary>
    public static JobTrackers None { get; } = new([]);

    /// <summary>Those of the given classes and of classes derived from them (MGR-7).</summary>
    /// <param name="types">Classes of trackers, <c>typeof(PendingManager)</c> for example.</param>
    /// <exception cref="ArgumentNullException">The sequence is null, or one of the classes is.</exception>
    public static JobTrackers Only(params IEnumerable<Type> types)
    {
        ArgumentNullException.ThrowIfNull(types);
        Type[] classes = [.. types];
        foreach (Type type in classes) ArgumentNullException.ThrowIfNull(type, nameof(types));
        return new JobTrackers(classes);
    }

    /// <summary>True when a tracker of this class is among them.</summary>
    public bool Includes(Type tracker)
    {
        ArgumentNullException.ThrowIfNull(tracker);
        return _types is null || Array.Exists(_types, tracker.IsAssignableTo);
    }

    /// <inheritdoc/>
    public override string ToString() => _types switch
    {
        null => "all",
        [] => "none",
        _ => string.Join(", ", _types.Select(type => type.Name)),
    };
}
