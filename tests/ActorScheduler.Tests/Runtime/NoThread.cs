using System.Diagnostics.CodeAnalysis;

namespace ActorScheduler.Tests.Runtime;

/// <summary>A system that gives no thread the first time that it is asked for one.</summary>
internal sealed class NoThread
{
    public int Asked { get; private set; }

    [SuppressMessage("Usage", "MA0012:Do not raise reserved exception type", Justification = "The system's own is the subject.")]
    public void Start(Thread thread)
    {
        if (Asked++ == 0) throw new OutOfMemoryException();
        thread.UnsafeStart();
    }
}
