namespace ActorScheduler.Cli.Output;

/// <summary>
/// A job's output in one piece when it has ended, standard output first, byte for byte, in the order in which the jobs
/// end. A large output is copied in pieces from where the scheduler has kept it.
/// </summary>
internal sealed class GroupedOutput : JobPrinter
{
    public GroupedOutput(Screen screen)
        : base(screen) { }

    /// <inheritdoc/>
    public override ProcessOutput Kind => ProcessOutput.Capture;

    /// <inheritdoc/>
    public override async ValueTask EndedAsync(JobResult result)
    {
        bool hasOutput = result.Output is { Length: > 0 };
        bool hasError = result.Error is { Length: > 0 };
        if (!hasOutput && !hasError) return;
        Screen.Hold();
        try
        {
            if (hasOutput) await CopyAsync(result.Output!, OutputSource.Output).ConfigureAwait(false);
            if (hasError) await CopyAsync(result.Error!, OutputSource.Error).ConfigureAwait(false);
        }
        finally
        {
            Screen.Release();
        }
    }

    private async ValueTask CopyAsync(IJobBytes bytes, OutputSource source)
    {
        await foreach (OutputChunk chunk in bytes.ReadAsync().ConfigureAwait(false))
            Screen.Write(source, chunk.Bytes.Span);
    }
}
