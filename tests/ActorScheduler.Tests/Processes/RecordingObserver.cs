using ActorScheduler.Machines;
using ActorScheduler.Processes;

namespace ActorScheduler.Tests.Processes;

/// <summary>Keeps what a launcher tells, for tests below the actor.</summary>
internal sealed class RecordingObserver : IChildObserver
{
    private readonly TaskCompletionSource<ChildExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _output = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IChildProcess? Child { get; private set; }

    public Task<ChildExit> Exit => _exit.Task.WaitAsync(ProcessRig.Patience);

    public Task Output => _output.Task.WaitAsync(ProcessRig.Patience);

    public Task Gone => _gone.Task.WaitAsync(ProcessRig.Patience);

    public void Started(IChildProcess child) => Child = child;

    public void Exited(ChildExit exit) => _exit.SetResult(exit);

    public void OutputEnded() => _output.SetResult();

    public void GroupGone() => _gone.SetResult();
}
