using System.Globalization;
using System.Text;

namespace ActorScheduler.Cli.Progress;

/// <summary>The progress line, as text of a given width: bar, counts, what holds the rest back, time left.</summary>
internal static class ProgressText
{
    private const int WidestBar = 30;
    private const int NarrowestBar = 6;

    /// <summary>
    /// One line without its end and without anything to move the cursor; never longer than the width.
    /// </summary>
    public static string Format(in ProgressSnapshot now, int width)
    {
        string counts = Counts(now);
        string held = Held(now);
        string left = TimeLeft(now) is { } time ? "  ETA " + Clock(time) : "";
        int room = width - counts.Length - left.Length - 3;     // brackets and a blank
        string bar = now.Total is > 0 && room >= NarrowestBar ? Bar(now, Math.Min(WidestBar, room)) + " " : "";

        // What holds the run back gives way first, then the end of the line.
        if (bar.Length + counts.Length + held.Length + left.Length > width) held = "";
        string line = bar + counts + held + left;
        return line.Length <= width ? line : line[..Math.Max(0, width)];
    }

    /// <summary>How long the rest will take if it goes on like this; null while nothing can be said.</summary>
    public static TimeSpan? TimeLeft(in ProgressSnapshot now)
    {
        if (now.Total is not { } total || now.Ended == 0 || now.Ended >= total) return null;
        double ticks = now.Elapsed.Ticks * ((double)(total - now.Ended) / now.Ended);
        return ticks < TimeSpan.MaxValue.Ticks ? TimeSpan.FromTicks((long)ticks) : null;
    }

    private static string Counts(in ProgressSnapshot now)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{now.Ended}");
        if (now.Total is { } total) text.Append(CultureInfo.InvariantCulture, $"/{total}");
        text.Append(CultureInfo.InvariantCulture, $" done  {now.Running} running");
        if (now.NewMaxJobs is { } most) text.Append(CultureInfo.InvariantCulture, $" of at most {most}");
        if (now.Failed > 0) text.Append(CultureInfo.InvariantCulture, $"  {now.Failed} failed");
        return text.ToString();
    }

    // That all slots are taken is what a run is for; only other reasons are news.
    private static string Held(in ProgressSnapshot now) => now.HeldBy switch
    {
        null or HoldReason.MaxJobs or HoldReason.Queued or HoldReason.QueueFull => "",
        var reason => string.Create(CultureInfo.InvariantCulture, $"  held: {reason}"),
    };

    private static string Bar(in ProgressSnapshot now, int width)
    {
        long total = Math.Max(1, now.Total ?? 1);
        int full = (int)(width * Math.Min(now.Ended, total) / total);
        return "[" + new string('#', full) + new string('.', width - full) + "]";
    }

    private static string Clock(TimeSpan time)
    {
        long seconds = (long)Math.Ceiling(time.TotalSeconds);
        return seconds >= 3600
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}:{seconds / 60 % 60:00}:{seconds % 60:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}:{seconds % 60:00}");
    }
}
