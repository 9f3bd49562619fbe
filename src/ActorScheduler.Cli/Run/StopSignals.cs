using System.Runtime.InteropServices;

namespace ActorScheduler.Cli.Run;

/// <summary>
/// Takes over the signals that ask a tool to stop, until it is disposed; then they do what they did before (PORT-66). A
/// signal that was ignored when the tool was started, as nohup does, stays ignored.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private const int Hangup = 1;
    private const int Interrupt = 2;
    private const int Terminate = 15;

    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Begins to listen.</summary>
    /// <param name="onSignal">Called with the signal's number, each time one comes.</param>
    public StopSignals(Action<int> onSignal)
    {
        _registrations =
        [
            Listen(PosixSignal.SIGHUP, Hangup, onSignal),
            Listen(PosixSignal.SIGINT, Interrupt, onSignal),
            Listen(PosixSignal.SIGTERM, Terminate, onSignal),
        ];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
    }

    private static PosixSignalRegistration Listen(PosixSignal signal, int number, Action<int> onSignal) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            onSignal(number);
        });
}
