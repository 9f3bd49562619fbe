using ActorScheduler.Cli.Output;

namespace ActorScheduler.Cli.Progress;

/// <summary>Shows the progress until it is disposed: a line drawn anew on a terminal, plain lines elsewhere.</summary>
internal sealed class ProgressLoop : IAsyncDisposable
{
    // Ten pictures a second look alive and cost nothing to speak of; in a log, one line in five seconds is plenty.
    private static readonly TimeSpan OnTerminal = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan InLog = TimeSpan.FromSeconds(5);

    private readonly Screen _screen;
    private readonly bool _isTerminal;
    private readonly Func<CancellationToken, Task<ProgressSnapshot>> _look;
    private readonly CancellationTokenSource _end = new();
    private readonly PeriodicTimer _timer;
    private readonly Task _loop;

    /// <summary>Starts to show it.</summary>
    /// <param name="screen">Where.</param>
    /// <param name="isTerminal">True when lines can be drawn over.</param>
    /// <param name="time">What tells the time.</param>
    /// <param name="look">Says where the run stands.</param>
    public ProgressLoop(
        Screen screen, bool isTerminal, TimeProvider time, Func<CancellationToken, Task<ProgressSnapshot>> look)
    {
        _screen = screen;
        _isTerminal = isTerminal;
        _look = look;
        _timer = new PeriodicTimer(isTerminal ? OnTerminal : InLog, time);
        _loop = RunAsync();
    }

    /// <summary>Stops, and takes the line away.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _timer.Dispose();
        _end.Dispose();
        _screen.Status(null);
    }

    private async Task RunAsync()
    {
        try
        {
            do Show(await _look(_end.Token).ConfigureAwait(false));
            while (await _timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The run has ended.
        }
    }

    // A line that reaches the last column makes some terminals begin the next one.
    private void Show(in ProgressSnapshot now)
    {
        if (_isTerminal) _screen.Status(ProgressText.Format(now, TerminalSize.Columns() - 1));
        else _screen.PlainStatus(ProgressText.Format(now, int.MaxValue / 2));
    }
}
