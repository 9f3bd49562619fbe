namespace ActorScheduler;

/// <summary>One line that a child process wrote: a view of its bytes as UTF-8, without the line end.</summary>
/// <param name="Source">The stream it came from.</param>
/// <param name="Text">The line. Invalid UTF-8 shows as U+FFFD; a line longer than the reader's limit comes in
/// pieces.</param>
public readonly record struct OutputLine(OutputSource Source, string Text)
{
    /// <summary>The line itself.</summary>
    public override string ToString() => Text;
}
