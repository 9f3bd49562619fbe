namespace ActorScheduler;

/// <summary>
/// Gets what code run by a Caller writes to the console; see <see cref="Caller.OutputTap"/>. Called on the thread that
/// writes, while the console is locked: hand the text on and return. What the tap itself writes to the console goes
/// there.
/// </summary>
public interface IOutputTap
{
    /// <summary>A piece of text was written.</summary>
    /// <param name="caller">Whose code wrote it.</param>
    /// <param name="source">To which stream.</param>
    /// <param name="text">The text; valid during the call only. A line comes with its end.</param>
    /// <returns>True when the console shall not get it too.</returns>
    bool Write(Caller caller, OutputSource source, ReadOnlySpan<char> text);

    /// <summary>The Caller stops: pass on what you hold. It waits for 50 ms at most.</summary>
    /// <param name="caller">The Caller.</param>
    /// <param name="cancellationToken">Canceled when it waits no more.</param>
    ValueTask FlushAsync(Caller caller, CancellationToken cancellationToken) => default;
}
