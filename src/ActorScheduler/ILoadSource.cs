namespace ActorScheduler;

/// <summary>
/// Where a node reads how loaded the machine is, for <see cref="SchedulerOptions.MaxLoad"/>. Replace it to measure
/// something else, such as the load of a container or a figure set by a test.
/// </summary>
public interface ILoadSource
{
    /// <summary>
    /// Reads one figure now. It is called from any thread, also from several at once, and often: it must be quick, must
    /// not block and should not throw.
    /// </summary>
    /// <param name="signal">Which figure.</param>
    /// <returns>
    /// The figure, in the unit that <see cref="LoadSignal"/> gives; null when it cannot be read or this machine has
    /// none, which counts as overloaded (PORT-39): jobs then run one at a time.
    /// </returns>
    double? Read(LoadSignal signal);
}
