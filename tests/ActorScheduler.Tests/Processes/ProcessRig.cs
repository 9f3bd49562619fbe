using ActorScheduler.Actors;
using ActorScheduler.Processes;
using ActorScheduler.Runtime;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorScheduler.Tests.Processes;

/// <summary>Process actors on a real thread pool with a real launcher, without a scheduler around them.</summary>
internal sealed class ProcessRig : IDisposable
{
    /// <summary>Only ever reached by a test that fails.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ThreadPoolHost _host;

    public ProcessRig(
        ProcessSettings? settings = null, bool portable = false, TimeProvider? time = null, Func<bool>? becomeSubreaper = null)
    {
        _host = new ThreadPoolHost(time ?? TimeProvider.System, seed: 1, NullLogger.Instance);
        settings ??= new ProcessSettings();
        Launcher = portable
            ? new PortableLauncher(settings, (where, e) => Failures.Add($"{where}: {e}"))
            : new PosixLauncher(settings, (where, e) => Failures.Add($"{where}: {e}"), becomeSubreaper);
    }

    public IProcessLauncher Launcher { get; }

    public List<string> Failures { get; } = [];

    public static ProcessJob Shell(string script, params string[] arguments) => new("sh", ["-c", script, "sh", .. arguments]);

    public RunningProcess Start(ProcessJob job) => Start(new ProcessStartSpec(job));

    /// <summary>Starts a process.</summary>
    /// <param name="spec">Which.</param>
    /// <param name="onStart">Runs inside the turn that tells the start.</param>
    public RunningProcess Start(ProcessStartSpec spec, Action<RunningProcess>? onStart = null)
    {
        var running = new RunningProcess(spec.Job) { OnStart = onStart };
        var attempt = new ProcessAttempt(Launcher, spec, running) { Output = running.Output, Error = running.Error };
        running.Actor = _host.Spawn("process", () => new ProcessActor(attempt));
        return running;
    }

    /// <summary>Starts a process whose actor goes with its parent, when <paramref name="stop"/> is called.</summary>
    public RunningProcess StartUnder(ProcessJob job, out Action stop)
    {
        var running = new RunningProcess(job);
        var attempt = new ProcessAttempt(Launcher, new ProcessStartSpec(job), running) { Output = running.Output };
        ActorRef<string> parent = _host.Spawn("parent", () => new Parent(attempt));
        stop = () => parent.Tell("stop");
        return running;
    }

    public Task<ProcessEnd> RunAsync(ProcessJob job) => Start(job).Ended;

    public async Task<string> ReadAsync(ProcessJob job)
    {
        RunningProcess running = Start(job);
        await running.Ended;
        return await running.Output.ReadAllTextAsync().WaitAsync(Patience);
    }

    public void Dispose()
    {
        Launcher.Dispose();
        _host.Dispose();
        Assert.Empty(Failures);
    }

    private sealed class Parent(ProcessAttempt attempt) : Actor<string>
    {
        protected internal override void Started() => Context.Spawn("process", () => new ProcessActor(attempt));

        protected internal override void Receive(string message) => Context.StopSelf();
    }
}

internal sealed class RunningProcess(ProcessJob job) : IProcessOwner
{
    private readonly TaskCompletionSource<int> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ProcessEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _ends;

    public ActorRef<ProcessActor.Message>? Actor { get; set; }

    public ProcessOutputReader Output { get; } = new(OutputSource.Output, job.Output);

    public ProcessOutputReader Error { get; } = new(OutputSource.Error, job.Error);

    /// <summary>Runs inside the turn that tells the start.</summary>
    public Action<RunningProcess>? OnStart { get; init; }

    /// <summary>Runs inside the turn that tells the end.</summary>
    public Action? OnEnd { get; set; }

    public Task<int> Started => _started.Task.WaitAsync(ProcessRig.Patience);

    public Task<ProcessEnd> Ended => _ended.Task.WaitAsync(ProcessRig.Patience);

    public void Stop() => Actor!.Tell(ProcessActor.Message.Stop);

    public void Kill() => Actor!.Tell(ProcessActor.Message.Kill);

    /// <summary>Waits for the process to say a line.</summary>
    public async Task<string> WaitForLineAsync()
    {
        using var patience = new CancellationTokenSource(ProcessRig.Patience);
        await foreach (OutputLine line in Output.WithCancellation(patience.Token)) return line.Text;
        throw new InvalidOperationException("The process ended without a word.");
    }

    public ProcessIdentity? Identity { get; private set; }

    public void ProcessStarted(int pid, ProcessIdentity? identity)
    {
        Identity = identity;
        OnStart?.Invoke(this);
        _started.SetResult(pid);
    }

    public void ProcessEnded(ProcessEnd end)
    {
        Assert.Equal(1, Interlocked.Increment(ref _ends));
        OnEnd?.Invoke();
        Output.Close();
        Error.Close();
        _ended.SetResult(end);
    }
}
