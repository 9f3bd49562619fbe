using System.Globalization;

namespace ActorScheduler;

/// <summary>Why a job, or the next job of a scheduler, does not start now; with the figures that decided.</summary>
public abstract record HoldReason
{
    private HoldReason() { }

    /// <summary>As many jobs run as <see cref="SchedulerOptions.MaxJobs"/> allows.</summary>
    /// <param name="Running">How many run.</param>
    /// <param name="Limit">How many may.</param>
    public sealed record MaxJobs(int Running, int Limit) : HoldReason
    {
        /// <inheritdoc/>
        public override string ToString() => Text($"MaxJobs({Running} of {Limit} running)");
    }

    /// <summary>The load is at its limit, or cannot be read (PORT-39).</summary>
    /// <param name="Signal">The figure that is looked at.</param>
    /// <param name="Value">Its value with what was just started; null when it cannot be read.</param>
    /// <param name="Limit">The limit; a value equal to it holds back.</param>
    public sealed record Load(LoadSignal Signal, double? Value, double Limit) : HoldReason
    {
        /// <inheritdoc/>
        public override string ToString() =>
            Value is { } value
                ? Text($"Load({value:0.##} ≥ {Limit:0.##})")
                : Text($"Load(unreadable, limit {Limit:0.##})");
    }

    /// <summary>A barrier stands before it.</summary>
    /// <param name="WaitsFor">How many jobs before the first barrier have not ended.</param>
    public sealed record Barrier(int WaitsFor) : HoldReason
    {
        /// <inheritdoc/>
        public override string ToString() => Text($"Barrier(waits for {WaitsFor} jobs)");
    }

    /// <summary>One of its groups has no room.</summary>
    /// <param name="Key">The group.</param>
    /// <param name="Held">How many jobs are in it.</param>
    /// <param name="Limit">How many may be; null when the group has room but it is kept for an older job.</param>
    public sealed record Group(GroupKey Key, int Held, int? Limit) : HoldReason
    {
        /// <inheritdoc/>
        public override string ToString() =>
            Limit is { } limit
                ? Text($"Group({Key}: {Held} of {limit})")
                : Text($"Group({Key}: kept for an older job)");
    }

    /// <summary>Its delay, or the pause before its next attempt, has not passed.</summary>
    /// <param name="Until">When it will have.</param>
    public sealed record Delay(DateTimeOffset Until) : HoldReason
    {
        /// <inheritdoc/>
        public override string ToString() => Text($"Delay(until {Until:O})");
    }

    /// <summary>Jobs that it runs after have not completed.</summary>
    /// <param name="Jobs">Those jobs.</param>
    public sealed record Dependencies(IReadOnlyList<JobId> Jobs) : HoldReason
    {
        /// <inheritdoc/>
        public override string ToString() => Text($"Dependencies({string.Join(", ", Jobs)})");
    }

    /// <summary>The make jobserver has no token to give.</summary>
    /// <param name="Held">How many tokens are held, the free first job not counted.</param>
    public sealed record Jobserver(int Held) : HoldReason
    {
        /// <inheritdoc/>
        public override string ToString() => Text($"Jobserver({Held} tokens held, waits for one more)");
    }

    /// <summary>It waits at the door: the queue is full.</summary>
    /// <param name="Capacity">How many jobs may wait.</param>
    public sealed record QueueFull(int Capacity) : HoldReason
    {
        /// <inheritdoc/>
        public override string ToString() => Text($"QueueFull(capacity {Capacity})");
    }

    /// <summary>It is a named job of a kind, or of a version, that no handler here takes.</summary>
    /// <param name="Kind">The kind, with its version.</param>
    public sealed record NoHandler(string Kind) : HoldReason
    {
        /// <inheritdoc/>
        public override string ToString() => Text($"NoHandler(this node has none for '{Kind}')");
    }

    /// <summary>Other jobs of the same scheduler come first.</summary>
    public sealed record Queued : HoldReason
    {
        /// <inheritdoc/>
        public override string ToString() => "Queued(others come first)";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
