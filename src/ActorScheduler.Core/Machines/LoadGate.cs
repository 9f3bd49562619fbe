namespace ActorScheduler.Machines;

/// <summary>
/// Whether the machine's load lets one more job start. The rule is portage's (PORT-37 to PORT-40): it is asked only
/// when a limit is set, more than one job may run and one runs already, so a loaded machine slows a scheduler down and
/// never stops it.
/// </summary>
internal sealed class LoadGate
{
    private readonly double? _maxLoad;
    private readonly LoadSignal _signal;
    private readonly double _perStarted;

    public LoadGate(double? maxLoad, LoadSignal signal, int processors)
    {
        Ensure.That(maxLoad is null or > 0, "A load limit is above zero, or there is none.");
        Ensure.That(processors > 0, "A machine has a processor.");
        _maxLoad = maxLoad;
        _signal = signal;
        // A sample cannot show the jobs that were started after it was taken. The load average cannot show them either,
        // but it is compared as it is read: that is portage's rule, and callers who want better choose another signal.
        _perStarted = signal switch
        {
            LoadSignal.Runnable => 1,
            LoadSignal.Pressure => 100.0 / processors,
            _ => 0,
        };
    }

    /// <summary>The figure to read when <see cref="NeedsSample"/> says so.</summary>
    public LoadSignal Signal => _signal;

    /// <summary>Whether the answer of <see cref="Admits"/> depends on the load at all.</summary>
    public bool Consults(int running, int? maxJobs) => _maxLoad is not null && maxJobs != 1 && running > 0;

    /// <summary>
    /// Whether a reading is wanted before the next <see cref="Admits"/>: the load decides, and none is fresh enough.
    /// </summary>
    /// <param name="running">How many jobs run.</param>
    /// <param name="maxJobs">How many may.</param>
    /// <param name="sample">The last reading; null when there was none yet.</param>
    /// <param name="now">The time on the clock of <see cref="LoadSample.TakenAt"/>.</param>
    /// <param name="freshFor">A reading of this age, in units of that clock, is too old.</param>
    public bool NeedsSample(int running, int? maxJobs, LoadSample? sample, long now, long freshFor) =>
        Consults(running, maxJobs) && (sample is not { } last || now - last.TakenAt >= freshFor);

    /// <summary>Whether one more job may start. Allocates only to say why not.</summary>
    /// <param name="running">How many jobs run.</param>
    /// <param name="maxJobs">How many may.</param>
    /// <param name="sample">The last reading; one that was never taken refuses like an unreadable one.</param>
    /// <param name="startedSinceSample">How many jobs were started after the reading.</param>
    /// <param name="why">The figures that refuse.</param>
    public bool Admits(int running, int? maxJobs, in LoadSample sample, int startedSinceSample, out HoldReason? why)
    {
        why = null;
        if (!Consults(running, maxJobs)) return true;

        double limit = _maxLoad.GetValueOrDefault();
        double? load = sample.Value + (startedSinceSample * _perStarted);
        if (load < limit) return true;   // false for null and for NaN: what cannot be read refuses (PORT-39)

        why = new HoldReason.Load(_signal, load, limit);
        return false;
    }
}
