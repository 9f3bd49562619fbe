using ActorScheduler.Actors;

namespace ActorScheduler.TestKit.Engine;

/// <summary>Messages of actors, for the trace: their kind and the job that they are about.</summary>
internal static class MessageText
{
    public static string Of<TMessage>(TMessage message) => message switch
    {
        SchedulerMessage scheduler => Of(scheduler),
        ProcessActor.Message process => process.Kind.ToString(),
        GroupMessage group => group.GetType().Name,
        _ => typeof(TMessage).Name,
    };

    /// <summary>The job that a message is about; null when it is about none.</summary>
    public static string? JobIn(object? message) =>
        message is SchedulerMessage scheduler && Job(scheduler) is { } job ? NameOf(job) : null;

    /// <summary>A job's name, the same in every run with one seed.</summary>
    public static string NameOf(JobReference job) => job.Name ?? $"{job.Owner.Name}/{job.Sequence}";

    private static string Of(SchedulerMessage message) => Job(message) is { } job
        ? $"{message.Kind} {NameOf(job)}"
        : message.Kind.ToString();

    private static JobHandle? Job(SchedulerMessage message) =>
        message.Target as JobHandle ?? (message.Target as SchedulerCommand)?.Target as JobHandle;
}
