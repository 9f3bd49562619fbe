using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorScheduler.Handlers;

/// <summary>What a node knows about named jobs: handlers by type and by name, and ways between versions.</summary>
internal sealed class HandlerTable(
    Dictionary<string, HandlerEntry> byName,
    Dictionary<Type, HandlerEntry> byType,
    Dictionary<JobKind, Func<JsonObject, JsonObject>> upgrades,
    PayloadFormat format)
{
    // Copies, which nothing changes. No frozen ones: most nodes have no handlers, and those cost every start.
    private readonly Dictionary<string, HandlerEntry> _byName = new(byName, StringComparer.Ordinal);
    private readonly Dictionary<Type, HandlerEntry> _byType = new(byType);
    private readonly Dictionary<JobKind, Func<JsonObject, JsonObject>> _upgrades = new(upgrades);

    /// <summary>The entry of a job that was made in this process.</summary>
    /// <exception cref="JobPayloadException">There is none.</exception>
    public HandlerEntry Find(NamedJob job)
    {
        Type type = job.GetType();
        if (_byType.TryGetValue(type, out HandlerEntry? entry)) return entry;
        if (Attribute.GetCustomAttribute(type, typeof(JobKindAttribute), inherit: false) is JobKindAttribute named)
            throw Unknown(new JobKind(named.Name, named.Version).ToString(), "no handler");
        throw new JobPayloadException(
            JobPayloadError.UnknownKind, type.Name,
            $"{type.Name} has no [JobKind(\"…\")]: the name it is written down under.");
    }

    /// <summary>The handle of a job that was written down. Runs no user's code.</summary>
    /// <exception cref="JobPayloadException">The kind is unknown, or of a version that is.</exception>
    public JobHandle CreateDurable(string kind, ReadOnlyMemory<byte> payload, JobOptions? options)
    {
        if (!JobKind.TryParse(kind, out JobKind written)) throw Unknown(kind, "no handler");
        if (!_byName.TryGetValue(written.Name, out HandlerEntry? entry)) throw Unknown(kind, "no handler");
        if (written.Version > entry.Kind.Version)
            throw Unknown(kind, $"a handler for version {entry.Kind.Version} only");
        return entry.CreateDurable(this, written, payload, options);
    }

    /// <summary>Data in the version that a handler takes. Runs the user's steps.</summary>
    /// <exception cref="JobPayloadException">A step is missing, or the data cannot be read.</exception>
    public ReadOnlyMemory<byte> Upgrade(JobKind from, JobKind to, ReadOnlyMemory<byte> payload)
    {
        if (from == to) return payload;
        try
        {
            JsonObject data = JsonNode.Parse(payload.Span)!.AsObject();
            for (JobKind step = from; step.Version < to.Version; step = step with { Version = step.Version + 1 })
            {
                if (!_upgrades.TryGetValue(step, out Func<JsonObject, JsonObject>? upgrade))
                    throw Unknown(from.ToString(), $"no way from version {step.Version} to {step.Version + 1}");
                data = upgrade(data) ?? throw new InvalidOperationException($"The way from '{step}' gave nothing.");
            }

            return format.WriteNode(to, data);
        }
        catch (Exception e) when (e is not JobPayloadException)
        {
            throw PayloadFormat.Unreadable(from, "data", e);
        }
    }

    private JobPayloadException Unknown(string kind, string what)
    {
        IEnumerable<string> kinds = _byName.Values.Select(static entry => entry.Kind.ToString());
        string known = string.Join(", ", kinds.Order(StringComparer.Ordinal));
        return new JobPayloadException(
            JobPayloadError.UnknownKind, kind,
            $"This node has {what} for '{kind}'; it knows {(known.Length == 0 ? "no kinds" : known)}.");
    }
}
