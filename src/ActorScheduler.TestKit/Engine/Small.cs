using System.Globalization;

namespace ActorScheduler.TestKit.Engine;

/// <summary>Texts that the trace needs over and over, made once.</summary>
internal static class Small
{
    private static readonly string[] Numbers =
        [.. Enumerable.Range(0, 100).Select(n => n.ToString(CultureInfo.InvariantCulture))];

    private static readonly string[] States = Enum.GetNames<JobState>();

    public static string Text(int? number) => number switch
    {
        null => "none",
        >= 0 and < 100 and var n => Numbers[n],
        var n => n.Value.ToString(CultureInfo.InvariantCulture),
    };

    public static string Text(JobState state) => States[(int)state];
}
