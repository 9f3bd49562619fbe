namespace ActorScheduler;

/// <summary>How a <see cref="MakeJobserver"/> that this process serves is offered to its children.</summary>
public enum MakeJobserverStyle
{
    /// <summary>
    /// <c>--jobserver-auth=R,W</c>: two file descriptors that children inherit. Every GNU make since 4.2 understands
    /// it, which is why it is the default: make 4.3 and older end with an internal error when they are given the other
    /// form.
    /// </summary>
    Pipe,

    /// <summary>
    /// <c>--jobserver-auth=fifo:PATH</c>: a named pipe in a private directory. Needs GNU make 4.4 or newer in every
    /// child, and works also for children that inherit no descriptors.
    /// </summary>
    Fifo,
}
