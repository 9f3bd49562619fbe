using System.Globalization;
using System.Text;

namespace ActorScheduler.Cli.JobLog;

/// <summary>The form of the job log: the columns of GNU parallel, separated by tabs.</summary>
internal static class JobLogLine
{
    /// <summary>The first line.</summary>
    public const string Header = "Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand";

    private const int Columns = 9;
    private const int ExitvalColumn = 6;
    private const int SignalColumn = 7;

    /// <summary>One ended job, without the line's end.</summary>
    /// <param name="number">Its number in the job file.</param>
    /// <param name="started">When its last attempt began.</param>
    /// <param name="elapsed">How long it ran.</param>
    /// <param name="received">Bytes that it wrote to standard output and that came here.</param>
    /// <param name="exitCode">0 to 255; -1 for a job that failed though its process said 0.</param>
    /// <param name="signal">The signal that ended it, or 0.</param>
    /// <param name="command">Its command.</param>
    public static string Format(
        long number, DateTimeOffset started, TimeSpan elapsed, long received, int exitCode, int signal, string command)
    {
        double begin = started.ToUnixTimeMilliseconds() / 1000.0;
        double seconds = elapsed.TotalSeconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{number}\t:\t{begin:0.000}\t{seconds,10:0.000}\t0\t{received}\t{exitCode}\t{signal}\t{Escape(command)}");
    }

    /// <summary>The command as the log has it: a line end inside it would end the log's line.</summary>
    public static string Escape(string command) =>
        command.AsSpan().ContainsAny('\n', '\r')
            ? command.Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)
            : command;

    /// <summary>Reads a line; false when it is none of a job log.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out long number, out bool failed, out string command)
    {
        number = 0;
        failed = false;
        command = "";
        Span<Range> fields = stackalloc Range[Columns];
        string text = Encoding.UTF8.GetString(line);
        if (text.AsSpan().Split(fields, '\t') < Columns) return false;
        const NumberStyles Style = NumberStyles.AllowLeadingSign;
        bool read = long.TryParse(text[fields[0]], Style, CultureInfo.InvariantCulture, out number);
        read &= int.TryParse(text[fields[ExitvalColumn]], Style, CultureInfo.InvariantCulture, out int exitCode);
        read &= int.TryParse(text[fields[SignalColumn]], Style, CultureInfo.InvariantCulture, out int signal);
        failed = exitCode != 0 || signal != 0;
        command = text[fields[Columns - 1]];
        return read && number >= 1;
    }
}
