namespace ActorScheduler.Telemetry;

/// <summary>
/// The runtime's own switch for meters. A program that has turned it off, as the tool does, need not load what is
/// behind them.
/// </summary>
internal static class MeterSwitch
{
    private const string Name = "System.Diagnostics.Metrics.Meter.IsSupported";

    public static bool IsOn => !AppContext.TryGetSwitch(Name, out bool isOn) || isOn;
}
