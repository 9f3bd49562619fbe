using System.Runtime.InteropServices;

namespace ActorScheduler.Cli.Run;

/// <summary>
/// SIGUSR1 asks for one job more at once and SIGUSR2 for one fewer, as with xargs, until it is disposed. Windows has no
/// such signals.
/// </summary>
internal sealed class LimitSignals : IDisposable
{
    private readonly RunLimit _limit;
    private readonly Action<LimitChange> _onChange;
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Begins to listen.</summary>
    /// <param name="limit">What the signals change.</param>
    /// <param name="onChange">Told of each signal, on any thread.</param>
    public LimitSignals(RunLimit limit, Action<LimitChange> onChange)
    {
        _limit = limit;
        _onChange = onChange;
        // .NET has no names for these two, and their numbers are the system's.
        (int more, int fewer) = OperatingSystem.IsLinux() ? (10, 12) : (30, 31);
        _registrations = OperatingSystem.IsWindows()
            ? []
            : [Listen(more, "SIGUSR1", 1), Listen(fewer, "SIGUSR2", -1)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _limit.Close();
    }

    private PosixSignalRegistration Listen(int signal, string name, int step) =>
        PosixSignalRegistration.Create((PosixSignal)signal, context =>
        {
            context.Cancel = true;
            if (_limit.Step(step, name) is { } change) _onChange(change);
        });
}
