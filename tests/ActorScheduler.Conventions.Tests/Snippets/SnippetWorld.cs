namespace ActorScheduler.Conventions.Snippets;

/// <summary>
/// What the blocks of the pages take as given. A block that uses one of these members names it in its <c>uses</c> note,
/// so that a reader of the page's source sees what is not in the block. Lower-case names, because they stand for a
/// reader's locals.
/// </summary>
public abstract class SnippetWorld : IAsyncDisposable
{
    /// <summary>Runs the statements of the block.</summary>
    public abstract Task RunAsync();

    /// <summary>
    /// Makes what the block takes as given; called before <see cref="RunAsync"/>, in the folder that it runs in.
    /// </summary>
    public Task PrepareAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Text for the tests of the runner itself.</summary>
    protected static string greeting => "hello";
}
