using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ActorScheduler;

/// <summary>
/// Names one job for ever: the scheduler incarnation that accepted it, and its number there.
/// Numbers of one scheduler rise in the order in which its jobs were scheduled, but for jobs that have a key.
/// </summary>
/// <param name="Origin">The scheduler incarnation, drawn by the node's id factory.</param>
/// <param name="Sequence">The job's number in that incarnation, from 1.</param>
public readonly record struct JobId(ulong Origin, long Sequence) : IComparable<JobId>
{
    /// <summary>
    /// The id of the job that has a key on a scheduler: the same for ever, in every process. Two keys have the same id
    /// with a chance of one to 2^126.
    /// </summary>
    /// <param name="scheduler">The scheduler's name.</param>
    /// <param name="key">The key, as in <see cref="JobOptions.Key"/>.</param>
    public static JobId ForKey(string scheduler, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(scheduler);
        ArgumentException.ThrowIfNullOrEmpty(key);
        Span<byte> hash = stackalloc byte[Sha256.HashSize];
        Sha256.Hash(Encoding.UTF8.GetBytes($"{scheduler}\0{key}"), hash);
        ulong origin = BinaryPrimitives.ReadUInt64BigEndian(hash);
        long sequence = BinaryPrimitives.ReadInt64BigEndian(hash[sizeof(ulong)..]) & long.MaxValue;
        return new JobId(Math.Max(origin, 1), Math.Max(sequence, 1));
    }

    /// <summary>Orders by origin, then by sequence.</summary>
    public int CompareTo(JobId other) =>
        Origin != other.Origin ? Origin.CompareTo(other.Origin) : Sequence.CompareTo(other.Sequence);

    /// <summary>The text form, <c>origin-sequence</c>, for example <c>00c0ffee00c0ffee-42</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Origin:x16}-{Sequence}");

    /// <summary>Reads the text form back.</summary>
    /// <exception cref="FormatException">The text is not a job id.</exception>
    public static JobId Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out JobId id)
            ? id
            : throw new FormatException($"'{text}' is not a job id: expected 16 hexadecimal digits, '-' and a number.");
    }

    /// <summary>Reads the text form back; false when the text is not a job id.</summary>
    public static bool TryParse(string? text, out JobId id)
    {
        id = default;
        if (text is null || text.Length < 18 || text[16] != '-') return false;
        if (text.Contains('\0', StringComparison.Ordinal))
            return false;       // which number parsers read over at the end
        if (!ulong.TryParse(text.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
            out ulong origin))
            return false;
        if (!long.TryParse(text.AsSpan(17), NumberStyles.None, CultureInfo.InvariantCulture, out long sequence))
            return false;
        id = new JobId(origin, sequence);
        return true;
    }

    /// <summary>Orders by origin, then by sequence.</summary>
    public static bool operator <(JobId left, JobId right) => left.CompareTo(right) < 0;

    /// <summary>Orders by origin, then by sequence.</summary>
    public static bool operator >(JobId left, JobId right) => left.CompareTo(right) > 0;

    /// <summary>Orders by origin, then by sequence.</summary>
    public static bool operator <=(JobId left, JobId right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by origin, then by sequence.</summary>
    public static bool operator >=(JobId left, JobId right) => left.CompareTo(right) >= 0;
}
