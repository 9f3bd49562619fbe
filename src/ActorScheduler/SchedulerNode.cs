using System.Security.Cryptography;
using ActorScheduler.Actors;
using ActorScheduler.Load;
using ActorScheduler.Processes;
using ActorScheduler.Runtime;
using ActorScheduler.Telemetry;
using Microsoft.Extensions.Logging;

namespace ActorScheduler;

/// <summary>
/// One running system of schedulers: their clock, threads, timers, load readings and child processes. Usually one per
/// application.
/// Thread-safe.
/// </summary>
public sealed partial class SchedulerNode : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Scheduler> _schedulers = [];
    private readonly IActorHost _host;
    private readonly NodeServices _services;
    private bool _stopped;

    internal SchedulerNode(NodeOptions options, NodeParts parts)
    {
        _host = parts.Host;
        _services = new NodeServices
        {
            Host = _host,
            LoggerFactory = options.LoggerFactory,
            Load = _host.Spawn("load", () => new LoadActor(parts.Load)),
            Jobserver = options.Jobserver is { } jobserver
                ? _host.Spawn("jobserver", () => new JobserverActor(jobserver)) : null,
            Processors = parts.Processors,
            Launcher = parts.Launcher,
            FactsOf = parts.FactsOf,
            ExtraEnvironment = options.Jobserver is { } offered
                ? new Dictionary<string, string?>(StringComparer.Ordinal) { ["MAKEFLAGS"] = offered.Offer.MakeFlags }
                : null,
            InheritedDescriptors = options.Jobserver?.Offer.Descriptors ?? [],
        };
    }

    /// <summary>Starts a node.</summary>
    /// <param name="options">What it takes from its surroundings; null means all defaults.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    public static ValueTask<SchedulerNode> StartAsync(NodeOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Create(options ?? new NodeOptions()));
    }

    /// <summary>Makes a scheduler. It lives until it or the node is stopped.</summary>
    /// <param name="name">A name for logs and people; need not be unique.</param>
    /// <param name="options">Its limits and rules; null means all defaults.</param>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="ObjectDisposedException">The node was stopped.</exception>
    public Scheduler CreateScheduler(string name, SchedulerOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            var scheduler = new Scheduler(
                new SchedulerCore(_host.NextRandom(), name, options ?? new SchedulerOptions(), _services));
            _schedulers.RemoveAll(static s => s.IsStopped);
            _schedulers.Add(scheduler);
            return scheduler;
        }
    }

    /// <summary>Makes a Caller. It lives until it or the node is stopped.</summary>
    /// <param name="name">
    /// A name for logs and people; need not be unique. Null means the thread's name for one of the current thread, and
    /// one that is made from its id otherwise.
    /// </param>
    /// <param name="thread">On which thread it runs what it calls.</param>
    /// <param name="options">Its settings; null means all defaults.</param>
    /// <returns>
    /// A new one; for the current thread, the one that the thread has already when it has one (CALL-5).
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The name is empty, or the thread's Caller has another name or node (CALL-4).
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The current thread has no <see cref="SynchronizationContext"/> to run on by itself (CALL-3); or it has a Caller,
    /// and another was to be started by hand (CALL-4).
    /// </exception>
    /// <exception cref="ObjectDisposedException">The node was stopped.</exception>
    public Caller CreateCaller(
        string? name = null, CallerThread thread = CallerThread.Dedicated, CallerOptions? options = null)
    {
        if (name is { Length: 0 })
            throw new ArgumentException("A name must not be empty; null means none.", nameof(name));
        if (!Enum.IsDefined(thread))
            throw new ArgumentOutOfRangeException(nameof(thread), thread, "Not a kind of thread.");
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            return CallerFactory.Create(_services, name, thread, options ?? CallerOptions.Default).Caller;
        }
    }

    /// <summary>
    /// Stops all schedulers, in the given mode, and all Callers, by force, and completes when nothing of them is left.
    /// No new one can be made.
    /// </summary>
    /// <param name="mode">What becomes of the jobs.</param>
    /// <param name="cancellationToken">Stops waiting, not the stop.</param>
    /// <exception cref="InvalidOperationException">Called inside a job of one of its schedulers, which would wait for
    /// itself.</exception>
    public Task StopAsync(StopMode mode = StopMode.Drain, CancellationToken cancellationToken = default)
    {
        Scheduler.CheckMode(mode);
        foreach (CallerCore caller in _services.Callers.ToArray()) caller.RefuseOwnStop(nameof(StopAsync));
        Scheduler[] schedulers;
        lock (_gate)
        {
            // Before anything is stopped: all or nothing.
            foreach (Scheduler scheduler in _schedulers) scheduler.RefuseDeadlock("Stopping the node");
            _stopped = true;
            schedulers = [.. _schedulers];
        }

        CallerCore[] callers = _services.Callers.ToArray();
        foreach (CallerCore caller in callers) caller.Stop(force: true);
        return Task.WhenAll(
        [
            .. schedulers.Select(s => s.StopAsync(mode, "the node stops", cancellationToken)),
            .. callers.Select(c => c.Signals.Stopped.EndOn(_host, cancellationToken)),
        ]);
    }

    /// <summary>
    /// Cancels everything that waits and runs, waits until it is gone, and releases the node's threads.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(StopMode.CancelRunning).ConfigureAwait(false);
        if (_services.Jobserver is { } jobserver) _host.Stop(jobserver);    // it may wait for a token
        _services.Dispose();
        _host.Dispose();
    }

    private static SchedulerNode Create(NodeOptions options)
    {
        ulong seed = options.Seed ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var logger = new GuardedLogger(options.LoggerFactory.CreateLogger("ActorScheduler"));
        var host = new ThreadPoolHost(options.TimeProvider, seed, logger);
        return new SchedulerNode(options, new NodeParts
        {
            Host = host,
            Load = options.LoadSource ?? SystemLoad.Create(),
            Launcher = new LazyLauncher(() => ProcessLaunchers.Create(options.Processes, host.ReportFailure)),
            Processors = ProcessorBudget.Detect(),
        });
    }
}
