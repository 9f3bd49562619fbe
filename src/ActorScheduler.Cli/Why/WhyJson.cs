using System.Text.Json;
using ActorScheduler.Cli.Status;
using ActorScheduler.Cli.Stores;
using ActorScheduler.Client;

namespace ActorScheduler.Cli.Why;

/// <summary>As one JSON object, nested like the chain.</summary>
internal sealed class WhyJson(TextWriter output, long now) : WhyPrinter
{
    public override void Explained(JobExplanation explanation) =>
        StatusJson.WriteLine(output, json => Write(json, explanation));

    public override void Ended(JobView job) => StatusJson.Write(output, job, now);

    public override void NoNode(JobView job, string silence, string inStore) => StatusJson.WriteLine(output, json =>
    {
        json.WriteString("job", job.Id.ToString());
        json.WriteString("scheduler", job.Scheduler);
        json.WriteString("state", job.StateAt(now));
        json.WriteString("noNode", silence);
        json.WriteString("inStore", inStore);
    });

    private void Write(Utf8JsonWriter json, JobExplanation link)
    {
        json.WriteString("job", link.JobId.ToString());
        if (link.Name is not null) json.WriteString("name", link.Name);
        json.WriteString("state", link.State.ToString().ToLowerInvariant());
        if (link.StartedAt is { } since) json.WriteString("startedAt", since);
        if (link.Reason is not { } reason) return;
        json.WriteStartObject("reason");
        json.WriteString("text", WhyText.Sentence(reason, now));
        WriteFigures(json, reason);
        json.WriteEndObject();
        json.WriteStartArray("blockers");
        foreach (JobExplanation blocker in link.Blockers)
        {
            json.WriteStartObject();
            Write(json, blocker);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("moreBlockers", link.MoreBlockers);
        json.WriteNumber("heldElsewhere", link.HeldElsewhere);
    }

    private static void WriteFigures(Utf8JsonWriter json, HoldReason reason)
    {
        json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(reason.GetType().Name));
        switch (reason)
        {
            case HoldReason.MaxJobs max:
                json.WriteNumber("running", max.Running);
                json.WriteNumber("limit", max.Limit);
                break;
            case HoldReason.Load load:
                json.WriteString("signal", JsonNamingPolicy.CamelCase.ConvertName(load.Signal.ToString()));
                if (load.Value is { } value) json.WriteNumber("value", value);
                json.WriteNumber("limit", load.Limit);
                break;
            case HoldReason.Barrier barrier: json.WriteNumber("waitsFor", barrier.WaitsFor); break;
            case HoldReason.Group group:
                json.WriteString("group", group.Key.ToString());
                json.WriteNumber("held", group.Held);
                if (group.Limit is { } limit) json.WriteNumber("limit", limit);
                break;
            case HoldReason.Delay delay: json.WriteString("until", delay.Until); break;
            case HoldReason.NoHandler missing: json.WriteString("jobKind", missing.Kind); break;
            default: break;     // the blockers say it, or the text
        }
    }
}
