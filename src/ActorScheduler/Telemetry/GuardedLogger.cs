using Microsoft.Extensions.Logging;

namespace ActorScheduler.Telemetry;

/// <summary>
/// A logger whose failures harm nobody: it is written to in actors' turns, and a provider that throws must not stop
/// them.
/// </summary>
internal sealed class GuardedLogger(ILogger logger) : ILogger
{
    /// <summary>The logger itself, for users.</summary>
    public ILogger Inner => logger;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return logger.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return false;       // there is nobody left to tell
        }
    }

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        try
        {
            logger.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // There is nobody left to tell.
        }
    }
}
