namespace ActorScheduler;

/// <summary>
/// Gives a <see cref="NamedJob{TResult}"/> the name under which it is written down: <c>"resize-image"</c>, or with a
/// version <c>"resize-image:2"</c>. The name of the type is never written, so types can be renamed and moved.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class JobKindAttribute : Attribute
{
    /// <summary>Names a kind.</summary>
    /// <param name="kind">
    /// Letters, digits, '.', '_' and '-', then perhaps ':' and a version from 1. Without one the version is 1.
    /// </param>
    /// <exception cref="ArgumentException">The kind is empty, too long or has another character.</exception>
    public JobKindAttribute(string kind)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        JobKind parsed = JobKind.Parse(kind, nameof(kind));
        Name = parsed.Name;
        Version = parsed.Version;
    }

    /// <summary>The name without the version.</summary>
    public string Name { get; }

    /// <summary>The version of the data, from 1.</summary>
    public int Version { get; }
}
