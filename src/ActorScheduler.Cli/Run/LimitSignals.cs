using System.Runtime.InteropServices;

namespace ActorScheduler.Cli.Run;

/// <summary>
/// SIGUSR1 asks for one job more at once and SIGUSR2 for one fewer, as with xargs, until it is disposed. Those that
/// come before there is a run are kept for it: by themselves, they would end the tool. Windows has no such signals.
/// </summary>
internal sealed class LimitSignals : IDisposable
{
    private const string More = "SIGUSR1";
    private const string Fewer = "SIGUSR2";

    /// <summary>More than anybody sends while a tool starts; what comes beyond them is dropped.</summary>
    private const int MostEarly = 1000;

    private readonly Lock _gate = new();
    private readonly PosixSignalRegistration[] _registrations;
    private List<string>? _early;
    private RunLimit? _limit;
    private Action<LimitChange>? _onChange;

    /// <summary>Begins to listen.</summary>
    public LimitSignals()
    {
        // .NET has no names for these two, and their numbers are the system's.
        (int more, int fewer) = OperatingSystem.IsLinux() ? (10, 12) : (30, 31);
        _registrations = OperatingSystem.IsWindows() ? [] : [Listen(more, More), Listen(fewer, Fewer)];
    }

    /// <summary>There is a run: signals change its limit, first those that have come before.</summary>
    /// <param name="limit">What they change, until it is disposed.</param>
    /// <param name="onChange">Told of each signal, on any thread; it must not wait.</param>
    public void Begin(RunLimit limit, Action<LimitChange> onChange)
    {
        lock (_gate)
        {
            (_limit, _onChange) = (limit, onChange);
            foreach (string signal in _early ?? []) Take(signal);
            _early = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
    }

    private PosixSignalRegistration Listen(int number, string signal) =>
        PosixSignalRegistration.Create((PosixSignal)number, context =>
        {
            context.Cancel = true;
            lock (_gate) Take(signal);
        });

    private void Take(string signal)
    {
        if (_limit is null)
        {
            _early ??= [];
            if (_early.Count < MostEarly) _early.Add(signal);
        }
        else if (_limit.Step(signal == More ? 1 : -1, signal) is { } change)
        {
            _onChange!(change);
        }
    }
}
