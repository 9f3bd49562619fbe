using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ActorScheduler.Tests.Scheduling;

/// <summary>Keeps what was logged, and lets a test await it.</summary>
internal sealed class TestLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text, Exception? Exception)> _entries = new();
    private readonly TaskCompletionSource<string> _error = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IEnumerable<string> Texts => _entries.Select(e => e.Text);

    /// <summary>The first entry that is an error.</summary>
    public Task<string> FirstError => _error.Task.Soon();

    public IEnumerable<Exception> Exceptions => _entries.Select(e => e.Exception).OfType<Exception>();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string text = formatter(state, exception);
        _entries.Enqueue((logLevel, text, exception));
        if (logLevel >= LogLevel.Error) _error.TrySetResult(text);
    }

    public void Dispose()
    {
    }
}
