using Microsoft.Extensions.Logging;

namespace ActorScheduler.Tests.Scheduling;

public sealed class LoggerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_logger_that_throws_stops_nothing(bool askedOnly)
    {
        using var log = new ThrowingLog(askedOnly);
        await using TestNode node = await TestNode.StartAsync(new NodeOptions { LoggerFactory = log });
        Scheduler scheduler = node.Scheduler(2);
        JobHandle<int> job = scheduler.Schedule(_ => 1);
        _ = job.OnExit(_ => throw new InvalidDataException());
        Assert.Equal(1, await job.Value());
        await scheduler.InsertBarrier().Done();
        await scheduler.StopAsync().Soon();
    }

    private sealed class ThrowingLog(bool askedOnly) : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => askedOnly ? throw new InvalidDataException() : true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => throw new InvalidDataException();

        public void Dispose()
        {
        }
    }
}
