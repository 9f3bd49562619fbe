using ActorScheduler.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorScheduler.Tests.Runtime;

/// <summary>An actor whose behaviour a test gives by delegates; they run in its turns.</summary>
internal sealed class TestActor : Actor<object>
{
    public Action<IActorContext<object>, object>? OnMessage { get; init; }

    public Action<IActorContext<object>>? OnStarted { get; init; }

    public Func<Exception?, bool>? OnStopping { get; init; }

    public Action<Exception?>? OnStopped { get; init; }

    public Action<object>? OnUndelivered { get; init; }

    public static ThreadPoolHost NewHost(TimeProvider? time = null, ILogger? log = null) =>
        new(time ?? TimeProvider.System, 1, log ?? NullLogger.Instance);

    protected internal override void Started() => OnStarted?.Invoke(Context);

    protected internal override void Receive(object message) => OnMessage?.Invoke(Context, message);

    protected internal override bool Stopping(Exception? failure) => OnStopping?.Invoke(failure) ?? true;

    protected internal override void Stopped(Exception? failure) => OnStopped?.Invoke(failure);

    protected internal override void Undelivered(object message) => OnUndelivered?.Invoke(message);
}
