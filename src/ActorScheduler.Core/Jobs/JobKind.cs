using System.Globalization;

namespace ActorScheduler;

/// <summary>A kind of named jobs, and the version of its data.</summary>
/// <param name="Name">The name: it never changes.</param>
/// <param name="Version">The version, from 1: it grows when the data changes.</param>
internal readonly record struct JobKind(string Name, int Version)
{
    /// <summary>Longest text of a kind: a name for people, in every row of a store.</summary>
    public const int MaxLength = 100;

    /// <summary>Reads <c>name</c> or <c>name:version</c>.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static JobKind Parse(string text, string parameter) =>
        TryParse(text, out JobKind kind)
            ? kind
            : throw new ArgumentException(
                $"'{text}' is not a kind of job: expected letters, digits, '.', '_' and '-', then perhaps ':' and a "
                + $"version from 1, {MaxLength} characters at most.",
                parameter);

    /// <summary>Reads <c>name</c> or <c>name:version</c>; false when it is neither.</summary>
    public static bool TryParse(string? text, out JobKind kind)
    {
        kind = default;
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength) return false;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? text : text[..colon];
        if (name.Length == 0 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            return false;
        int version = 1;
        if (colon >= 0 && (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture,
            out version) || version < 1))
            return false;
        kind = new JobKind(name, version);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}:{Version}");
}
