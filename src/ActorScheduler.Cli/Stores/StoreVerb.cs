namespace ActorScheduler.Cli.Stores;

/// <summary>A command that works on a store: what it takes, and what runs it.</summary>
/// <param name="Name">The command.</param>
/// <param name="Help">The text of <c>--help</c>.</param>
/// <param name="RunAsync">Runs it; gives the exit status.</param>
internal sealed record StoreVerb(string Name, string Help, Func<VerbArguments, Task<int>> RunAsync)
{
    /// <summary>Long options with a value, besides <c>--store</c>.</summary>
    public string[] WithValue { get; init; } = [];

    /// <summary>Long options without, besides <c>--help</c> and <c>--version</c>.</summary>
    public string[] Alone { get; init; } = [];

    /// <summary>Short names of options with a value.</summary>
    public IReadOnlyDictionary<char, string> Short { get; init; } = new Dictionary<char, string>();

    /// <summary>True when a command stands behind <c>--</c>.</summary>
    public bool TakesCommand { get; init; }
}
