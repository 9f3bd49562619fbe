using System.Globalization;
using ActorScheduler.Cli.Output;
using ActorScheduler.Client;

namespace ActorScheduler.Cli.Stores;

/// <summary>Writes what is kept of a job's output, byte by byte as it was.</summary>
internal static class KeptOutputText
{
    /// <summary>Writes one stream of a job that has ended to the stream of the same name.</summary>
    public static async Task WriteAsync(StoreSession session, JobView job, bool error)
    {
        if (job.OutputOf(error) is not { } kept) return;
        await using Stream stream = error ? StandardStream.OpenError() : StandardStream.OpenOutput();
        await WriteAsync(session, kept, stream).ConfigureAwait(false);
    }

    /// <summary>Writes it to a stream, and says when it is not all.</summary>
    public static async Task WriteAsync(StoreSession session, KeptOutput kept, Stream stream)
    {
        if (kept.IsCut)
        {
            session.Complain(string.Create(CultureInfo.InvariantCulture,
                $"only the last {kept.Content.Length} of {kept.Length} bytes are kept"));
        }

        await stream.WriteAsync(kept.Content).ConfigureAwait(false);
    }
}
