namespace ActorScheduler.Cli.Output;

/// <summary>The jobs' output goes nowhere: not even to this process.</summary>
internal sealed class NoOutput : JobPrinter
{
    public NoOutput(Screen screen)
        : base(screen) { }

    /// <inheritdoc/>
    public override ProcessOutput Kind => ProcessOutput.Discard;
}
