using System.Text.Json.Serialization;

namespace ActorScheduler.TestKit.Swarm;

/// <summary>
/// How the swarm's named jobs are written, without reflection: the tool is also compiled ahead of time.
/// </summary>
[JsonSerializable(typeof(DurableStep))]
[JsonSerializable(typeof(TimedJob))]
internal sealed partial class DurableJson : JsonSerializerContext;
