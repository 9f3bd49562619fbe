using ActorScheduler.Actors;
using ActorScheduler.Store.Facts;
using ActorScheduler.Store.Letters;
using Google.Protobuf;

namespace ActorScheduler.Store;

/// <summary>Letters to durable schedulers.</summary>
internal static class LetterWriter
{
    /// <summary>Sends a named job. A sender that may send it twice gives it a key, and the key's id.</summary>
    /// <param name="scheduler">The scheduler's name.</param>
    /// <param name="job">The id that it is to have.</param>
    /// <param name="kind">Its kind, with the version.</param>
    /// <param name="payload">Its data, unchanged from now on.</param>
    /// <param name="options">How it is treated.</param>
    public static Letter Submit(
        string scheduler, JobId job, string kind, ReadOnlyMemory<byte> payload, JobOptions options) =>
        Letter(scheduler, new SchedulerLetter
        {
            Submit = new SubmitLetter
            {
                Origin = job.Origin,
                Sequence = job.Sequence,
                Settings = SettingsCodec.Write(options),
                Named = new NamedData { Kind = kind, Payload = UnsafeByteOperations.UnsafeWrap(payload) },
            },
        });

    /// <summary>Asks a job to stop.</summary>
    public static Letter Cancel(string scheduler, JobId job, string reason) => Letter(scheduler, new SchedulerLetter
    {
        Cancel = new CancelLetter { Job = SettingsCodec.WriteName(job), Reason = WrittenText.Of(reason) },
    });

    private static Letter Letter(string scheduler, SchedulerLetter letter) =>
        new(SchedulerInbox.AddressOf(scheduler), letter.ToByteArray());
}
