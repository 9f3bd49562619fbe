using System.Text;
using ActorScheduler.Machines;
using ActorScheduler.Processes;
using ActorScheduler.Runtime;
using ActorScheduler.TestKit.Engine;

namespace ActorScheduler.TestKit.Ports;

/// <summary>A simulated process with its group: itself and perhaps a grandchild.</summary>
internal sealed class SimulatedChild(
    SimulationEngine engine,
    SimulatedHost host,
    ProcessStartSpec spec,
    SimulatedProcess plan,
    IChildObserver observer,
    int pid) : IChildProcess
{
    private const int Pieces = 4;
    private readonly ProcessJob _job = spec.Job;
    private readonly List<HostTimer> _timers = [];
    private bool _dead;
    private bool _lostNode;
    private bool _grandchildLives = plan.LeakedGrandchild > TimeSpan.Zero;
    private bool _outputEnded;
    private bool _watched;
    private int _pieces;
    private int _written;

    public int Pid => pid;

    public ProcessIdentity? Identity { get; } =
        spec.Mark is null ? null : new ProcessIdentity(pid, engine.Time.Now, Boot: "simulated");

    public string Program => _job.Program;

    /// <summary>What it was started for; null for a job that is not durable.</summary>
    public AttemptMark? Mark => spec.Mark;

    public bool IsMarked => spec.Mark is not null;

    /// <summary>True while it runs itself.</summary>
    public bool Runs => !_dead;

    /// <summary>It runs, and its node has crashed.</summary>
    public bool IsOrphan => _lostNode && !_dead;

    /// <summary>Told when it has ended, with its exit code.</summary>
    public required Action<SimulatedChild, int> Died { get; init; }

    /// <summary>Told when nothing of its group is left.</summary>
    public required Action<SimulatedChild> Ended { get; init; }

    /// <summary>True while it, or a grandchild, runs.</summary>
    public bool IsAlive => !_dead || _grandchildLives;

    public OutputStore? Output { get; } = NewStore(spec.Job.Output);

    public OutputStore? Error { get; } = NewStore(spec.Job.Error);

    /// <summary>Begins its life.</summary>
    public void Run()
    {
        if (Output is null && Error is null) EndOutput();
        if (plan.Output.Length > 0)
        {
            // One that never ends of itself has said all that it will say.
            TimeSpan piece = plan.Duration == TimeSpan.MaxValue ? TimeSpan.Zero : plan.Duration / Pieces;
            for (int i = 1; i <= Pieces; i++) At(piece * i, Write);
        }

        At(plan.Duration, () => Die(new ChildExit(plan.ExitCode)));
    }

    public Exception? Signal(StopSignal signal)
    {
        engine.Note(SimulationEventKind.Process, _job.Program, signal == StopSignal.Kill ? "gets KILL" : "gets TERM");
        bool heeds = signal == StopSignal.Kill || !plan.IgnoresTerm;
        if (!heeds) return null;
        At(plan.TimeToDie, () => Die(ChildExit.BySignal((int)signal)));
        // A grandchild that ignores TERM is what makes leaks.
        if (signal == StopSignal.Kill) At(TimeSpan.Zero, EndGrandchild, outlivesIt: true);
        return null;
    }

    /// <summary>True when it belongs to a lost attempt, by what was written down or by what it carries.</summary>
    public bool IsOf(LostAttempt attempt) =>
        spec.Mark?.Job == attempt.Job || attempt.Processes.Any(process => process == Identity);

    /// <summary>Gets KILL and is gone, with its grandchild, before this returns.</summary>
    public void Perish()
    {
        engine.Note(SimulationEventKind.Process, _job.Program, "is killed by the next life");
        Die(ChildExit.BySignal((int)StopSignal.Kill));
        EndGrandchild();
    }

    /// <summary>Its node is gone, and it went along: nobody is told.</summary>
    public void Vanish()
    {
        engine.Note(SimulationEventKind.Process, _job.Program, "dies with its node");
        (_dead, _grandchildLives) = (true, false);
    }

    /// <summary>Its node is gone, and it runs on, until somebody ends it.</summary>
    public void LoseNode()
    {
        engine.Note(SimulationEventKind.Process, _job.Program, "outlives its node");
        (_lostNode, _grandchildLives) = (true, false);
    }

    public void AbandonOutput()
    {
        Output?.Complete();
        Error?.Complete();
        _outputEnded = true;
    }

    public bool Release() => _grandchildLives;

    public void WatchGroup()
    {
        _watched = true;
        if (!_grandchildLives) At(TimeSpan.Zero, observer.GroupGone);
    }

    public IReadOnlyList<int> FindLeaked() => _grandchildLives ? [pid + 100_000] : [];

    public void Dispose()
    {
        // Its timers go on: a process does not end because nobody looks any more.
    }

    private static OutputStore? NewStore(ProcessOutput output) => output switch
    {
        ProcessOutput.CaptureOutput => new OutputSpool(int.MaxValue, temporaryFolder: null),
        ProcessOutput.StreamOutput => new OutputPipe(),
        _ => null,
    };

    private void Die(ChildExit exit)
    {
        if (_dead) return;
        _dead = true;
        foreach (HostTimer timer in _timers) engine.Time.Cancel(timer);
        if (exit.Signal is null) WriteRest();
        engine.Note(SimulationEventKind.Process, _job.Program, $"ends with {Small.Text(exit.ExitCode)}");
        Died(this, exit.ExitCode);
        if (_grandchildLives)
        {
            At(plan.LeakedGrandchild, EndGrandchild);
        }
        else
        {
            Ended(this);
            At(TimeSpan.Zero, EndOutput);
        }

        observer.Exited(exit);
    }

    private void EndGrandchild()
    {
        if (!_grandchildLives) return;
        _grandchildLives = false;
        engine.Note(SimulationEventKind.Process, _job.Program, "has no grandchild any more");
        if (_dead)
        {
            Ended(this);
            EndOutput();
        }

        if (_watched) observer.GroupGone();
    }

    private void EndOutput()
    {
        if (_outputEnded) return;
        _outputEnded = true;
        Output?.Complete();
        Error?.Complete();
        observer.OutputEnded();
    }

    private void Write()
    {
        int end = ++_pieces == Pieces ? plan.Output.Length : _written + (plan.Output.Length / Pieces);
        Output?.Append(Encoding.UTF8.GetBytes(plan.Output[_written..end]));
        _written = end;
    }

    private void WriteRest()
    {
        Output?.Append(Encoding.UTF8.GetBytes(plan.Output[_written..]));
        Error?.Append(Encoding.UTF8.GetBytes(plan.Error));
    }

    private void At(TimeSpan after, Action action, bool outlivesIt = false)
    {
        var timer = new ChildTimer(action);
        if (!_dead && !outlivesIt) _timers.Add(timer);
        engine.Time.Set(timer, Moments.After(engine.Time.Now, after), host);
    }

    private sealed class ChildTimer(Action action) : HostTimer
    {
        public override void Fire() => action();
    }
}
