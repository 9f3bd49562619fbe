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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_logger_that_throws_stops_no_Caller(bool askedOnly)
    {
        using var log = new ThrowingLog(askedOnly);
        await using TestNode node = await TestNode.StartAsync(new NodeOptions { LoggerFactory = log });
        Caller caller = node.Node.CreateCaller("c");
        await using CallQueue<int> queue = caller.OpenQueue<int>(Fail);
        caller.Post(() => Fail(0));
        queue.Call(1);
        Assert.Equal(1, await caller.CallSoon(() => 1).Value());
        await queue.WaitForEmptyAsync().Soon();

        static void Fail(int item) => throw new InvalidDataException();
    }

    [Fact]
    public async Task A_logger_that_throws_does_not_take_the_place_of_a_groups_exit()
    {
        using var log = new ThrowingLog(askedOnly: false);
        await using TestNode node = await TestNode.StartAsync(new NodeOptions { LoggerFactory = log });
        Scheduler scheduler = node.Scheduler(1);
        Step deaf = new();
        PendingGroup group = node.Node.CreatePendingGroup(new() { CancellationTimeout = TimeSpan.Zero });
        Task<PendingGroupExit> run = group.RunAsync(async g =>
        {
            _ = scheduler.Schedule(deaf.RunAsync);
            await deaf.Started;
            g.Cancel();
        });
        _ = Assert.Single((await run.Soon()).Unfinished);
        deaf.Succeed();
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
