using System.Globalization;
using ActorScheduler.Cli.Output;
using ActorScheduler.Cli.Stores;
using Microsoft.Extensions.Logging;

namespace ActorScheduler.Cli.Node;

/// <summary>What a node does, a line each on standard error, with the moment before it. Thread-safe.</summary>
internal sealed class NodeLog(TimeProvider time) : ILoggerFactory, ILogger
{
    private readonly Lock _gate = new();
    private readonly Stream _error = StandardStream.OpenError();

    /// <summary>
    /// The node stops: a job of which this life learns no more may go on in the next, or have ended as lost.
    /// </summary>
    public bool IsStopping { get; set; }

    /// <summary>Writes a line. A reader that has gone is no reason to stop a node.</summary>
    public void Write(string line)
    {
        lock (_gate) ErrorLine.Write(_error, $"{JobText.Moment(time.GetUtcNow())} {OneLine.Of(line)}\n");
    }

    ILogger ILoggerFactory.CreateLogger(string categoryName) => this;

    void ILoggerFactory.AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("Lines go to standard error only.");

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

    void ILogger.Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        string text = Own(state) ?? formatter(state, exception);
        Write(exception is null ? text : $"{text}: {exception.Message}");
    }

    // The lines of limits and of jobs in this tool's own words; null for any other.
    private string? Own<TState>(TState state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values) return null;
        var known = new Dictionary<string, object?>(values, StringComparer.Ordinal);
        if (known.TryGetValue("MaxLoad", out object? load))
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{known["Scheduler"]}: max jobs {known["MaxJobs"] ?? "unlimited"}, max load {load ?? "unlimited"}");
        }

        return OfJob(known);
    }

    private string? OfJob(Dictionary<string, object?> known)
    {
        if (!known.TryGetValue("Job", out object? id)) return null;
        string job = known.GetValueOrDefault("Name") is string name ? $"{id} ({name})" : $"{id}";
        if (known.TryGetValue("Attempt", out object? attempt))
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"{known["Scheduler"]}: {job} started, attempt {attempt}");
        }

        if (!known.TryGetValue("State", out object? end)) return null;
        bool goesOn = IsStopping && end is JobState.Lost;
        return $"{known["Scheduler"]}: {job} {(goesOn ? "is let go" : $"ended as {end}")}";
    }

    void IDisposable.Dispose() => _error.Dispose();
}
