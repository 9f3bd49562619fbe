using System.Text;
using System.Text.Json;
using ActorScheduler.Cli.JobFiles;
using ActorScheduler.Cli.JobLog;
using ActorScheduler.Cli.Output;

namespace ActorScheduler.Cli.Run;

/// <summary>Prints what would run, in the order in which it would be scheduled; starts nothing.</summary>
internal static class DryRun
{
    /// <summary>Writes one line an entry; with <paramref name="asJson"/> one JSON object.</summary>
    public static void Print(JobFile file, RunHistory? history, bool asJson, Stream output)
    {
        foreach ((JobEntry entry, PastOutcome past, _) in PlannedEntries.Read(file, history))
        {
            if (past != PastOutcome.None) continue;
            if (asJson) WriteJson(output, entry as JobSpec);
            else output.Write(Encoding.UTF8.GetBytes(Line(entry as JobSpec) + "\n"));
        }
    }

    /// <summary>
    /// A job as its number, its command and what was said about it; a barrier as in a plain job file.
    /// </summary>
    public static string Line(JobSpec? job)
    {
        if (job is null) return "---";
        var text = new StringBuilder($"{job.Number}: {OneLine.Of(job.Command)}");
        string separator = "    # ";
        Add("name", job.Name);
        if (job.Groups.Count > 0) Add("groups", string.Join(',', job.Groups));
        if (job.After.Count > 0) Add("after", string.Join(',', job.After));
        Add("cwd", job.WorkingDirectory);
        Add("env", job.Environment is { } variables ? string.Join(' ', variables.Select(Variable)) : null);
        Add("timeout", job.Timeout is { } timeout ? Durations.Format(timeout) : null);
        Add("retries", job.Retries?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return text.ToString();

        void Add(string what, string? value)
        {
            if (value is null) return;
            text.Append(separator).Append(what).Append(": ").Append(OneLine.Of(value));
            separator = "; ";
        }
    }

    // As env(1) has it, and a minus for one that is removed.
    private static string Variable(KeyValuePair<string, string?> variable) =>
        variable.Value is { } value ? $"{variable.Key}={value}" : "-" + variable.Key;

    private static void WriteJson(Stream output, JobSpec? job)
    {
        using (var json = new Utf8JsonWriter(output, JsonOutput.Options))
        {
            json.WriteStartObject();
            json.WriteString("event", job is null ? "barrier" : "planned");
            if (job is not null)
            {
                json.WriteNumber("job", job.Number);
                if (job.Name is not null) json.WriteString("name", job.Name);
                json.WriteString("command", job.Command);
                WriteList(json, "groups", job.Groups.Select(group => group.ToString()));
                WriteList(json, "after", job.After);
            }

            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
