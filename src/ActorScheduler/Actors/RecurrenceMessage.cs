namespace ActorScheduler.Actors;

/// <summary>What a <see cref="RecurrenceActor"/> is told.</summary>
internal abstract record RecurrenceMessage
{
    private RecurrenceMessage()
    {
    }

    /// <summary>Its timer fired: look at the clock.</summary>
    internal sealed record LookAtClock : RecurrenceMessage
    {
        public static readonly LookAtClock Instance = new();
    }

    /// <summary>It is this from now on; only on a durable scheduler.</summary>
    internal sealed record Define(RecurrenceDefinition Definition) : RecurrenceMessage;

    /// <summary>A job of it has ended; on a durable scheduler that is known without a message.</summary>
    internal sealed record JobEnded(JobHandle Job) : RecurrenceMessage;

    /// <summary>Somebody asks how things are.</summary>
    internal sealed record GetStatus(TaskCompletionSource<RecurringStatus> ReplyTo) : RecurrenceMessage;

    /// <summary>Its user wants it to pause.</summary>
    internal sealed record Pause : RecurrenceMessage;

    /// <summary>Its user wants it to go on.</summary>
    internal sealed record Resume : RecurrenceMessage;

    /// <summary>Its user cancels it, or its scheduler closes.</summary>
    internal sealed record End : RecurrenceMessage;
}
