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
public sealed class SchedulerNode : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Scheduler> _schedulers = [];
    private readonly ThreadPoolHost _host;
    private readonly NodeServices _services;
    private bool _stopped;

    private SchedulerNode(NodeOptions options)
    {
        ulong seed = options.Seed ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var logger = new GuardedLogger(options.LoggerFactory.CreateLogger("ActorScheduler"));
        _host = new ThreadPoolHost(options.TimeProvider, seed, logger);
        ILoadSource load = options.LoadSource ?? SystemLoad.Create();
        _services = new NodeServices
        {
            Host = _host,
            LoggerFactory = options.LoggerFactory,
            Load = _host.Spawn("load", () => new LoadActor(load)),
            Jobserver = options.Jobserver is { } jobserver
                ? _host.Spawn("jobserver", () => new JobserverActor(jobserver)) : null,
            Processors = ProcessorBudget.Detect(),
            Launcher = new LazyLauncher(() => ProcessLaunchers.Create(options.Processes, _host.ReportFailure)),
            ExtraEnvironment = options.Jobserver is { } offered
                ? new Dictionary<string, string?>(StringComparer.Ordinal) { ["MAKEFLAGS"] = offered.MakeFlags }
                : null,
            InheritedDescriptors = options.Jobserver?.InheritedDescriptors ?? [],
        };
    }

    /// <summary>Starts a node.</summary>
    /// <param name="options">What it takes from its surroundings; null means all defaults.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    public static ValueTask<SchedulerNode> StartAsync(NodeOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(new SchedulerNode(options ?? new NodeOptions()));
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

    /// <summary>
    /// Stops all schedulers, in the given mode, and completes when nothing of them is left. No new one can be made.
    /// </summary>
    /// <param name="mode">What becomes of the jobs.</param>
    /// <param name="cancellationToken">Stops waiting, not the stop.</param>
    /// <exception cref="InvalidOperationException">Called inside a job of one of its schedulers, which would wait for
    /// itself.</exception>
    public Task StopAsync(StopMode mode = StopMode.Drain, CancellationToken cancellationToken = default)
    {
        Scheduler.CheckMode(mode);
        Scheduler[] schedulers;
        lock (_gate)
        {
            // Before anything is stopped: all or nothing.
            foreach (Scheduler scheduler in _schedulers) scheduler.RefuseDeadlock("Stopping the node");
            _stopped = true;
            schedulers = [.. _schedulers];
        }

        return Task.WhenAll(schedulers.Select(s => s.StopAsync(mode, "the node stops", cancellationToken)));
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
}
