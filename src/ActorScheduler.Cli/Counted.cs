using System.Globalization;

namespace ActorScheduler.Cli;

/// <summary>A number with its noun: <c>1 job</c>, <c>2 jobs</c>.</summary>
internal static class Counted
{
    public static string Of(long count, string one) => Of(count, one, one + "s");

    public static string Of(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");
}
