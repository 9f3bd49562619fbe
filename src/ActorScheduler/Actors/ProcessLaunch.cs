using ActorScheduler.Machines;
using ActorScheduler.Processes;
using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <summary>Starts a child outside of any turn, and turns what it hears of it into messages.</summary>
internal sealed class ProcessLaunch(ProcessAttempt attempt, ActorRef<ProcessActor.Message> actor)
    : IOwnWork, IChildObserver
{
    private readonly Lock _gate = new();
    private volatile bool _refused;
    private bool _isOrphan;
    private bool _isOver;
    private IChildProcess? _child;

    /// <summary>Do not start it any more, if that is still to come (POPEN-15).</summary>
    public void Refuse() => _refused = true;

    /// <summary>
    /// The actor goes without having ended its child, or before it heard of it: nobody else will look after it.
    /// </summary>
    /// <returns>True when news of its end, or that it has not begun, is still to come.</returns>
    public bool Orphan()
    {
        _refused = true;
        IChildProcess? child;
        bool isOver;
        lock (_gate)
        {
            _isOrphan = true;
            child = _child;
            isOver = _isOver;
        }

        if (child is not null) KillOff(child);
        return !isOver;
    }

    public void Execute()
    {
        if (_refused)
        {
            Fail(null);
            return;
        }

        try
        {
            attempt.Launcher.Start(attempt.Spec, this);
        }
        catch (ProcessStartException e)
        {
            Fail(e);
        }
        catch (Exception e)
        {
            string sentence = $"'{attempt.Job.Program}' could not be started: {e.Message}";
            Fail(new ProcessStartException(ProcessStartError.Other, sentence, attempt.Job.Program, e));
        }
    }

    public void Started(IChildProcess child)
    {
        bool isOrphan;
        lock (_gate)
        {
            _child = child;
            isOrphan = _isOrphan;
        }

        if (isOrphan) KillOff(child);
        // This thread is about to be free.
        else actor.TellAndHelp(new ProcessActor.Message(ProcessActor.MessageKind.Started) { Content = child });
    }

    public void Exited(ChildExit exit)
    {
        lock (_gate) _isOver = true;
        actor.Tell(new ProcessActor.Message(ProcessActor.MessageKind.Exited) { Exit = exit });
    }

    public void OutputEnded() => Tell(ProcessActor.MessageKind.OutputEnded, null);

    public void GroupGone() => Tell(ProcessActor.MessageKind.GroupGone, null);

    private void Fail(ProcessStartException? error)
    {
        lock (_gate) _isOver = true;
        Tell(ProcessActor.MessageKind.StartFailed, error);
    }

    private static void KillOff(IChildProcess child)
    {
        child.Signal(StopSignal.Kill);
        child.AbandonOutput();
        child.Release();
        child.Dispose();
    }

    private void Tell(ProcessActor.MessageKind kind, object? content) =>
        actor.Tell(new ProcessActor.Message(kind) { Content = content });
}
