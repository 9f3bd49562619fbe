using ActorScheduler.Actors;
using ActorScheduler.Runtime;

namespace ActorScheduler;

/// <content>Starting, stopping, and waiting for either.</content>
public sealed partial class Caller
{
    /// <summary>
    /// Starts one that was made with <see cref="CallerOptions.AutoStart"/> false. The calls that it has kept run, in
    /// their order.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// It has started or stopped, or has no thread but one that <see cref="RunAsync"/> lends it.
    /// </exception>
    public void Start()
    {
        if (_core.Setup.IsPumped)
            throw new InvalidOperationException($"Caller '{Name}' needs this thread to run on: lend it with RunAsync.");
        BeginOrThrow();
    }

    /// <summary>
    /// Starts one that was made with <see cref="CallerOptions.AutoStart"/> false, calls the function on its thread, and
    /// stops it by force when the function has ended: even when it is protected (CALL-16). A Caller of the current
    /// thread runs on the calling thread, before this method returns.
    /// </summary>
    /// <param name="body">The function; it starts after the calls that the Caller has kept.</param>
    /// <returns>Ends as the function does, when the Caller has stopped.</returns>
    /// <exception cref="InvalidOperationException">
    /// It starts by itself, has started or stopped before (CALL-14), or belongs to another thread.
    /// </exception>
    public Task RunAsync(Func<Caller, Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (Options.AutoStart)
            throw new InvalidOperationException(
                $"Caller '{Name}' starts by itself; make it with AutoStart = false to run it.");
        if (_core.Setup.IsPumped && _core.Setup.Binding != System.Threading.Thread.CurrentThread)
            throw new InvalidOperationException(
                $"Caller '{Name}' was made for another thread than the one that wants to run it.");
        BeginOrThrow();
        JobHandle call = CallSoon(() => body(this));
        call.ContinueWith(() => Stop(force: true));
        if (!_core.Setup.IsPumped) return EndAsync(call);
        _core.Pump();
        return call.AsTask();
    }

    /// <summary>
    /// Asks it to stop and returns at once. Calls that wait are canceled; asynchronous calls that run are asked to
    /// cancel, and it waits for them; a synchronous function ends as it would. Children stop first, by force (CALL-19).
    /// Nothing more is taken: calls come back canceled, <see cref="Post(Action)"/> says false.
    /// </summary>
    /// <param name="force">True to stop a protected one too; otherwise that stays as it is (CALL-18).</param>
    /// <returns>The state after that.</returns>
    public CallerState Stop(bool force = false) => _core.Stop(force);

    /// <summary>Completes when it runs.</summary>
    /// <exception cref="InvalidOperationException">It was stopped before it ran.</exception>
    public Task WaitForStartedAsync(CancellationToken cancellationToken = default) =>
        _core.Signals.Started.EndOn(_core.Host, cancellationToken);

    /// <summary>Completes when it begins to stop.</summary>
    public Task WaitForStoppingAsync(CancellationToken cancellationToken = default) =>
        _core.Signals.Stopping.EndOn(_core.Host, cancellationToken);

    /// <summary>Completes when nothing of it is left, nor of its children (CALL-22). Does not stop it.</summary>
    /// <exception cref="InvalidOperationException">
    /// Called in a call of its own, or of a child's, which it would wait for.
    /// </exception>
    public Task WaitForStoppedAsync(CancellationToken cancellationToken = default)
    {
        _core.RefuseOwnStop(nameof(WaitForStoppedAsync));
        return _core.Signals.Stopped.EndOn(_core.Host, cancellationToken);
    }

    /// <summary>Stops it by force and completes when nothing of it is left.</summary>
    /// <exception cref="InvalidOperationException">
    /// Called in a call of its own, or of a child's, which it would wait for.
    /// </exception>
    public async ValueTask DisposeAsync()
    {
        _core.RefuseOwnStop(nameof(DisposeAsync));
        Stop(force: true);
        await _core.Signals.Stopped.On(_core.Host);
    }

    private void BeginOrThrow()
    {
        if (_core.Begin()) return;
        throw new InvalidOperationException($"Caller '{Name}' cannot be started: it is {State}.");
    }

    private async Task EndAsync(JobHandle call)
    {
        await call.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        Stop(force: true);
        await _core.Signals.Stopped.On(_core.Host);
        await call.AsTask().ConfigureAwait(false);
    }
}
