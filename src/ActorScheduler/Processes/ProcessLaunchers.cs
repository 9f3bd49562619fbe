namespace ActorScheduler.Processes;

/// <summary>Chooses how this machine starts processes.</summary>
internal static class ProcessLaunchers
{
    /// <summary>Makes a launcher for one node.</summary>
    /// <param name="settings">What the user wants of it.</param>
    /// <param name="reportFailure">Takes failures that nobody else can be told of: where, and what.</param>
    /// <exception cref="ProcessStartException">The guard that the settings ask for cannot be started.</exception>
    public static IProcessLauncher Create(ProcessSettings settings, Action<string, Exception> reportFailure) =>
        PosixLauncher.IsSupported
            ? new PosixLauncher(settings, reportFailure)
            : new PortableLauncher(settings, reportFailure);
}
