using System.Globalization;

namespace ActorScheduler.Cli;

/// <summary>
/// Values that the command line and the job file spell alike. Each reader gives null for a wrong word.
/// </summary>
internal static class Choices
{
    public const int MostRetries = RetryPolicy.MostAttempts - 1;
    public const string JobLimitExpected = "a whole number of at least 1, or 'unlimited'";
    public const string LoadExpected = "a number above 0";
    public const string SignalExpected = "load-average, runnable or pressure";
    public const string FailureExpected = "continue, fail-early or cancel";
    public static readonly string RetriesExpected = $"a whole number from 0 to {MostRetries}";

    public static JobLimit? JobLimit(string text)
    {
        if (text == "unlimited") return new JobLimit(null);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count >= 1
            ? new JobLimit(count)
            : null;
    }

    public static int? Retries(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count <= MostRetries
            ? count
            : null;

    public static double? Load(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double load)
            && load > 0 && double.IsFinite(load)
            ? load
            : null;

    public static LoadSignal? Signal(string text) => text switch
    {
        "load-average" => LoadSignal.LoadAverage,
        "runnable" => LoadSignal.Runnable,
        "pressure" => LoadSignal.Pressure,
        _ => null,
    };

    public static FailureMode? Failure(string text) => text switch
    {
        "continue" => FailureMode.CountAndContinue,
        "fail-early" => FailureMode.FailEarly,
        "cancel" => FailureMode.CancelRest,
        _ => null,
    };
}
