namespace ActorScheduler.Runtime;

/// <summary>Something that a host calls when its time has come. One that is set again moves.</summary>
internal abstract class HostTimer
{
    internal long Due;
    internal long Order;
    internal int HeapIndex = -1;

    /// <summary>Its time has come. Must not block or throw: post a message.</summary>
    public abstract void Fire();
}
