using System.Text;
using System.Text.Json;
using ActorScheduler.Cli.Output;
using ActorScheduler.Cli.Stores;
using ActorScheduler.Client;
using ActorScheduler.Store;

namespace ActorScheduler.Cli.Status;

/// <summary>The lines of <c>status --json</c>: one object each.</summary>
internal static class StatusJson
{
    public static void Write(TextWriter output, SchedulerView view, StoreSession session)
    {
        SchedulerCounts counts = SchedulerCounts.Of(view, session);
        WriteLine(output, json =>
        {
            json.WriteString("scheduler", view.Name);
            json.WriteNumber("waiting", counts.Waiting);
            json.WriteNumber("delayed", counts.Delayed);
            json.WriteNumber("running", counts.Running);
            json.WriteNumber("ended", counts.Ended);
            json.WriteNumber("quarantined", counts.Quarantined);
            json.WriteNumber("letters", counts.Letters);
            if (counts.Node.Process is { } node) json.WriteNumber("node", node);
            else json.WriteNull("node");
            if (counts.Node.IsSuspended) json.WriteBoolean("nodeSuspended", true);
            json.WriteStartArray("setAside");
            foreach (InboxRow row in view.SetAside)
            {
                json.WriteStartObject();
                json.WriteNumber("letter", row.Id);
                json.WriteString("why", row.Why);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    public static void Write(TextWriter output, string scheduler, RunCounts counts) => WriteLine(output, json =>
    {
        json.WriteString("scheduler", scheduler);
        json.WriteNumber("done", counts.Done);
        json.WriteNumber("failed", counts.Failed);
        json.WriteNumber("running", counts.GoesOn ? counts.Running : 0);
        json.WriteNumber("cutOff", counts.GoesOn ? 0 : counts.Running);
        json.WriteBoolean("goesOn", counts.GoesOn);
    });

    public static void Write(TextWriter output, JobView job, long now) => WriteLine(output, json =>
    {
        json.WriteString("job", job.Id.ToString());
        json.WriteString("scheduler", job.Scheduler);
        json.WriteString("state", job.StateAt(now));
        if (job.Name is { } name) json.WriteString("name", name);
        json.WriteString("work", job.Work);
        json.WriteNumber("attempts", job.Attempts);
        WriteTime(json, "scheduledAt", job.ScheduledAt);
        if (job.DelayedUntil > now)
            WriteTime(json, "delayedUntil", new DateTimeOffset(job.DelayedUntil, TimeSpan.Zero));
        WriteTime(json, "startedAt", job.StartedAt);
        WriteTime(json, "endedAt", job.EndedAt);
        if (job.ExitCode is { } code) json.WriteNumber("exitCode", code);
        if (job.Signal is { } signal) json.WriteNumber("signal", signal);
        if (job.EndState is not null) json.WriteString("end", JobText.End(job));
        if (job.Why is { } why) json.WriteString("why", why);
    });

    /// <summary>Writes one object as a line.</summary>
    public static void WriteLine(TextWriter output, Action<Utf8JsonWriter> members)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, JsonOutput.Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        output.Write(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
        output.Write('\n');
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known) json.WriteString(name, known);
    }
}
