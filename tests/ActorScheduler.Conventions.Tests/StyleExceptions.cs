namespace ActorScheduler.Conventions;

/// <summary>
/// Places where a rule of style would make the code worse. Each has its reason; keep it short. A line is what the rule
/// reports up to its first colon or space: the path of the file.
/// </summary>
internal static class StyleExceptions
{
    public static readonly IReadOnlyDictionary<string, string> LongFiles =
        new Dictionary<string, string>(StringComparer.Ordinal);

    public static readonly IReadOnlyDictionary<string, string> LongMethods =
        new Dictionary<string, string>(StringComparer.Ordinal);
}
