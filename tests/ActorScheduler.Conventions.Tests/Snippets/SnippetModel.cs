namespace ActorScheduler.Conventions.Snippets;

/// <summary>Stands for a document in the pages' blocks: state that only one thread may touch.</summary>
public sealed class SnippetModel
{
    private readonly List<string> _saved = [];

    /// <summary>How many drafts were saved.</summary>
    public int Count => _saved.Count;

    /// <summary>The draft that was saved last.</summary>
    public string Last => _saved[^1];

    /// <summary>Saves a draft.</summary>
    public async Task SaveAsync(string draft)
    {
        await Task.Yield();
        _saved.Add(draft);
    }

    /// <summary>Writes everything out.</summary>
    public async Task FlushAsync()
    {
        await Task.Yield();
        _saved.Clear();
    }
}
