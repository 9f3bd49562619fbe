using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ActorScheduler.Handlers;

/// <summary>Reads and writes the data of named jobs and their results, within a limit. Thread-safe.</summary>
internal sealed class PayloadFormat(JsonSerializerOptions options, int limit)
{
    public int Limit => limit;

    public JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));

    /// <summary>
    /// Refuses types that a generated context lacks, or that no JSON can be made of: a wrong result would else be found
    /// when the job's work is done.
    /// </summary>
    /// <exception cref="ArgumentException">One of them is such a type.</exception>
    public void CheckKnown<TJob, TResult>(string parameter)
    {
        foreach (Type type in (ReadOnlySpan<Type>)[typeof(TJob), typeof(TResult)]) CheckKnown(type, parameter);
    }

    private void CheckKnown(Type type, string parameter)
    {
        try
        {
            if (options.TryGetTypeInfo(type, out _)) return;
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            throw new ArgumentException($"{type.Name} cannot be read or written: {e.Message}", parameter, e);
        }

        throw new ArgumentException(
            $"{type.Name} cannot be read or written: add [JsonSerializable(typeof({type.Name}))] to the context "
            + "that JobHandlers was given.", parameter);
    }

    public byte[] Write<T>(JobKind kind, T value, string what)
    {
        try
        {
            return CheckSize(kind, JsonSerializer.SerializeToUtf8Bytes(value, TypeOf<T>()), what);
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or InvalidOperationException)
        {
            throw new JobPayloadException(
                JobPayloadError.Unwritable, kind.ToString(),
                $"The {what} of '{kind}' cannot be written: {e.Message}", e);
        }

    }

    /// <summary>Data that a user's step has made. No types are needed for it.</summary>
    public byte[] WriteNode(JobKind kind, JsonNode node)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) node.WriteTo(writer);
        return CheckSize(kind, stream.ToArray(), "data");
    }

    public T Read<T>(JobKind kind, ReadOnlySpan<byte> bytes, string what)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, TypeOf<T>())!;
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or InvalidOperationException
            or ArgumentException)
        {
            throw Unreadable(kind, what, e);
        }
    }

    private byte[] CheckSize(JobKind kind, byte[] bytes, string what)
    {
        if (bytes.Length <= limit) return bytes;
        throw new JobPayloadException(
            JobPayloadError.TooLarge, kind.ToString(),
            $"The {what} of '{kind}' has {bytes.Length} bytes, at most {limit} are allowed.")
        {
            Size = bytes.Length,
            Limit = limit,
        };
    }

    public static JobPayloadException Unreadable(JobKind kind, string what, Exception inner) =>
        new(JobPayloadError.Unreadable, kind.ToString(), $"The {what} of '{kind}' cannot be read: {inner.Message}",
            inner);
}
