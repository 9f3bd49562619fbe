using ActorScheduler.Runtime;

namespace ActorScheduler.Actors;

/// <content>The tap of what its code writes to the console.</content>
internal sealed partial class CallerCore
{
    /// <summary>How long a stop waits for a tap to pass on what it holds (CALL-71).</summary>
    public static readonly TimeSpan TapLinger = TimeSpan.FromMilliseconds(50);

    public IOutputTap? OutputTap
    {
        get => Volatile.Read(ref field);
        set
        {
            if (value is not null) CallerOutput.Install();
            Volatile.Write(ref field, value);
        }
    }

    private async Task FlushThenEndAsync(IOutputTap tap)
    {
        try
        {
            using var linger = new CancellationTokenSource(TapLinger, Host.Time);
            await tap.FlushAsync(Caller, linger.Token).AsTask().WaitAsync(linger.Token).On(Host);
        }
        catch (OperationCanceledException)
        {
            // It took too long, and the Caller stops without it.
        }
        catch (Exception e)
        {
            ReportFailure("The output tap", e);
        }

        End();
    }
}
