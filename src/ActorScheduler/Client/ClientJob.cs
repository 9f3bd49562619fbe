using ActorScheduler.Store;
using ActorScheduler.Store.Facts;

namespace ActorScheduler.Client;

/// <summary>A process that a client wants to be run.</summary>
/// <param name="Process">What to run.</param>
/// <param name="Options">How to treat it; without jobs to run after, which are in <paramref name="After"/>.</param>
/// <param name="After">Jobs that it runs after.</param>
internal sealed record ClientJob(ProcessJob Process, JobOptions Options, IReadOnlyList<JobId> After)
{
    /// <summary>The settings as a letter carries them.</summary>
    /// <exception cref="ArgumentException">Something cannot be written down.</exception>
    public JobSettings WriteSettings()
    {
        SettingsCodec.Check(Options);
        JobSettings settings = SettingsCodec.Write(Options) ?? new JobSettings();
        settings.After.AddRange(After.Select(SettingsCodec.WriteName));
        return settings;
    }
}
