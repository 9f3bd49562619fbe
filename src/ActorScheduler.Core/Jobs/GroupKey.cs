using System.Globalization;

namespace ActorScheduler;

/// <summary>
/// Names a group: a list of strings and numbers that is compared by equality. There is no hierarchy: <c>("a", "b")</c>
/// has nothing to do with <c>("a")</c> (POOL-11). A string converts by itself.
/// </summary>
public readonly struct GroupKey : IEquatable<GroupKey>
{
    private readonly object? _parts;    // null: All; string: one text part; object[]: several

    private GroupKey(object parts) => _parts = parts;

    /// <summary>The implicit group that every job is in.</summary>
    public static GroupKey All => default;

    /// <summary>True for the implicit group.</summary>
    public bool IsAll => _parts is null;

    /// <summary>The parts, each a string or a long; none for the implicit group.</summary>
    internal ReadOnlySpan<object> Parts => _parts switch
    {
        null => [],
        object[] several => several,
        var one => new object[] { one },
    };

    /// <summary>A key of one text part.</summary>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    public static GroupKey Of(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new GroupKey(name);
    }

    /// <summary>A key of several parts, each a non-empty string or a whole number.</summary>
    /// <exception cref="ArgumentException">There is no part, or one is neither text nor a whole number.</exception>
    public static GroupKey Of(params ReadOnlySpan<object> parts)
    {
        if (parts.IsEmpty)
            throw new ArgumentException("A group key needs at least one part; GroupKey.All is the implicit group.",
                nameof(parts));
        var copy = new object[parts.Length];
        for (int i = 0; i < parts.Length; i++) copy[i] = CheckPart(parts[i]);
        return copy is [string only] ? new GroupKey(only) : new GroupKey(copy);
    }

    /// <summary>A key of one text part.</summary>
    public static implicit operator GroupKey(string name) => Of(name);

    /// <inheritdoc/>
    public bool Equals(GroupKey other) => (_parts, other._parts) switch
    {
        (null, null) => true,
        (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
        (object[] a, object[] b) => a.AsSpan().SequenceEqual(b),
        _ => false,
    };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GroupKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        switch (_parts)
        {
            case null: return 0;
            case string text: return text.GetHashCode(StringComparison.Ordinal);
            default:
                var hash = default(HashCode);
                foreach (object part in (object[])_parts) hash.Add(part);
                return hash.ToHashCode();
        }
    }

    /// <summary>The parts joined by <c>/</c>; <c>()</c> for the implicit group.</summary>
    public override string ToString() => _parts switch
    {
        null => "()",
        string text => text,
        _ => string.Join('/', ((object[])_parts).Select(p => Convert.ToString(p, CultureInfo.InvariantCulture))),
    };

    /// <summary>Equality of all parts.</summary>
    public static bool operator ==(GroupKey left, GroupKey right) => left.Equals(right);

    /// <summary>Inequality of any part.</summary>
    public static bool operator !=(GroupKey left, GroupKey right) => !left.Equals(right);

    private static object CheckPart(object? part) => part switch
    {
        string { Length: > 0 } => part,
        long => part,
        int number => (long)number,
        _ => throw new ArgumentException(
            $"A part of a group key is a non-empty string or a whole number, not {part ?? "null"}.", nameof(part)),
    };
}
