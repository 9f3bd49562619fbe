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
            Logger = new GuardedLogger(options.LoggerFactory.CreateLogger("ActorScheduler")),
            CallerLogger = new GuardedLogger(options.LoggerFactory.CreateLogger("ActorScheduler.Caller")),
            Load = _host.Spawn("load", () => new LoadActor(parts.Load)),
            Jobserver = options.Jobserver is { } jobserver
                ? _host.Spawn("jobserver", () => new JobserverActor(jobserver)) : null,
            Processors = parts.Processors,
            Groups = new NodeGroups(_host),
            Handlers = options.Handlers.Build(),
            Store = options.Store,
            Launcher = parts.Launcher,
            FactsOf = parts.FactsOf,
            Snapshots = parts.Snapshots,
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
    /// <exception cref="ArgumentException">
    /// The name is null or empty. Or the scheduler is to be durable, and the node has no store, or a durable scheduler
    /// of this name, or it is to run inline.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The node was stopped.</exception>
    public Scheduler CreateScheduler(string name, SchedulerOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            options ??= new SchedulerOptions();
            if (options.Durable) CheckDurable(name, options);
            return Add(name, options, defaultLimit: null);
        }
    }

    /// <summary>Makes a task pool. It lives until it or the node is stopped.</summary>
    /// <param name="name">A name for logs and people; need not be unique.</param>
    /// <param name="options">Its limits; null means none.</param>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="ObjectDisposedException">The node was stopped.</exception>
    public TaskPool CreateTaskPool(string name, TaskPoolOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        options ??= new TaskPoolOptions();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            return new TaskPool(Add(name, new SchedulerOptions { MaxJobs = null }, options.DefaultLimit), options);
        }
    }

    /// <summary>
    /// Sets how many jobs of this node may be in a group at once, whichever schedulers and pools they belong to. 0
    /// pauses the group, null clears its limit. Whatever is submitted after this call is judged by the new limit; none
    /// that is inside is stopped (POOL-9). It lasts as long as the node, or until somebody sets another: no store keeps
    /// it, and a restarted node has the limits that its schedulers' options and its program give it.
    /// </summary>
    /// <exception cref="ArgumentException">It is the implicit group, whose limit each scheduler and pool has for
    /// itself.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A negative limit; nothing is changed (POOL-5).</exception>
    public void SetGroupLimit(GroupKey group, int? limit)
    {
        if (group.IsAll)
            throw new ArgumentException("The implicit group's limit is MaxJobs or MaxTasks.", nameof(group));
        Scheduler.CheckGroupLimit(group, limit);
        _services.Groups.SetLimit(group, limit);
    }

    /// <summary>The limit of a group; null when it has none, also when nobody ever named it (POOL-8).</summary>
    public int? GetGroupLimit(GroupKey group) => _services.Groups.Find(group)?.Limit;

    /// <summary>
    /// How many jobs are in a group, over all schedulers and pools of the node; of <see cref="GroupKey.All"/>, how many
    /// run. Each is asked in its turn, so the sum may be one that never was at a single moment.
    /// </summary>
    public Task<int> GetGroupCountAsync(GroupKey group, CancellationToken cancellationToken = default) =>
        _services.Groups.CountAsync(group).EndOn(_host, cancellationToken);

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
    /// No new one can be made. With <see cref="StopMode.Kill"/> processes that ended jobs have left behind are killed
    /// as well, on Linux.
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
            RefuseOwnStop(nameof(StopAsync));
            _stopped = true;
            schedulers = [.. _schedulers];
        }

        CallerCore[] callers = _services.Callers.ToArray();
        foreach (CallerCore caller in callers) caller.Stop(force: true);
        Task stopped = Task.WhenAll(
        [
            .. schedulers.Select(s => s.StopAsync(mode, "the node stops", cancellationToken)),
            .. callers.Select(c => c.Signals.Stopped.EndOn(_host, cancellationToken)),
        ]);
        return mode == StopMode.Kill ? KillRestAsync(stopped) : stopped;
    }

    // Before anything is stopped: all or nothing.
    private void RefuseOwnStop(string verb)
    {
        foreach (CallerCore caller in _services.Callers.ToArray()) caller.RefuseOwnStop(verb);
        foreach (Scheduler scheduler in _schedulers) scheduler.RefuseDeadlock("Stopping the node");
    }

    private async Task KillRestAsync(Task stopped)
    {
        await stopped.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        _services.Launcher.KillLeftBehind();
    }

    /// <summary>
    /// Cancels everything that waits and runs, waits until it is gone, and releases the node's threads.
    /// </summary>
    /// <remarks>The jobs of durable schedulers go on in the next node on the same store.</remarks>
    public async ValueTask DisposeAsync()
    {
        Scheduler[] durable;
        lock (_gate)
        {
            RefuseOwnStop(nameof(DisposeAsync));
            durable = [.. _schedulers.Where(static s => s.Options.Durable)];
        }

        foreach (Scheduler scheduler in durable) scheduler.Core.TellSuspend();
        await StopAsync(StopMode.CancelRunning).ConfigureAwait(false);
        if (_services.Jobserver is { } jobserver) _host.Stop(jobserver);    // it may wait for a token
        _services.Dispose();
        _host.Dispose();
    }

    private void CheckDurable(string name, SchedulerOptions options)
    {
        if (_services.Store is null)
            throw new ArgumentException("A durable scheduler needs NodeOptions.Store.", nameof(options));
        if (options.RunInline)
            throw new ArgumentException("A scheduler that runs inline cannot be durable.", nameof(options));
        if (_schedulers.Exists(s => s.Options.Durable && s.Name == name && !s.IsStopped))
            throw new ArgumentException($"There is a durable scheduler '{name}' already.", nameof(name));
    }

    private Scheduler Add(string name, SchedulerOptions options, int? defaultLimit)
    {
        foreach ((GroupKey group, int limit) in options.GroupLimits) _services.Groups.SetLimit(group, limit);
        var scheduler = new Scheduler(new SchedulerCore(_host.NextRandom(), name, options, _services, defaultLimit));
        _schedulers.RemoveAll(static s => s.IsStopped);
        _schedulers.Add(scheduler);
        return scheduler;
    }

    private static SchedulerNode Create(NodeOptions options)
    {
        ulong seed = options.Seed ?? SeedOfTheSystem();
        var logger = new GuardedLogger(options.LoggerFactory.CreateLogger("ActorScheduler"));
        var host = new ThreadPoolHost(options.TimeProvider, seed, logger);
        var launcher = new LazyLauncher(() => ProcessLaunchers.Create(options.Processes, host.ReportFailure));
        if (options.Processes.PrepareAtStart) launcher.Prepare();
        return new SchedulerNode(options, new NodeParts
        {
            Host = host,
            Load = options.LoadSource ?? SystemLoad.Create(),
            Launcher = launcher,
            Processors = ProcessorBudget.Detect(),
        });
    }

    // It need not be a secret, only another one in every process; a secret one would load a library of its own.
    private static ulong SeedOfTheSystem()
    {
        Span<byte> seed = stackalloc byte[sizeof(ulong)];
        new Random().NextBytes(seed);
        return BitConverter.ToUInt64(seed);
    }
}
