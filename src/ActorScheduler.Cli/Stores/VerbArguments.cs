using System.Globalization;

namespace ActorScheduler.Cli.Stores;

/// <summary>
/// The arguments of a command on a store, read: options, words, and the command behind <c>--</c>. Of an option that was
/// given again the last value holds, unless all are asked for.
/// </summary>
internal sealed class VerbArguments
{
    private const string CountExpected = "a whole number of at least ";

    private readonly List<(string Name, string? Value)> _options = [];

    private VerbArguments(string verb) => Verb = verb;

    /// <summary>The command.</summary>
    public string Verb { get; }

    /// <summary>What is no option, in order.</summary>
    public List<string> Words { get; private set; } = [];

    /// <summary>What stands behind <c>--</c>; null when there is none.</summary>
    public List<string>? Command { get; private set; }

    /// <summary>Reads them.</summary>
    /// <exception cref="UsageException">Something is wrong with them.</exception>
    public static VerbArguments Parse(StoreVerb verb, string[] arguments, int start)
    {
        string[] alone = [.. verb.Alone, "--help", "--version"];
        var reader = new ArgumentReader(verb.Name, arguments, start, [.. verb.WithValue, "--store"], alone);
        var read = new VerbArguments(verb.Name);
        while (reader.Next() is { } argument)
        {
            if (argument == "--") read.Command = [];
            else if (argument.Length < 2 || argument[0] != '-') read.Words.Add(argument);
            else if (argument[1] == '-') read._options.Add(reader.Long(argument));
            else read.ReadShort(verb, reader, argument);
            if (read.Command is not { } command) continue;
            while (reader.Next() is { } word) command.Add(word);
        }

        if (read.Command is not null && !verb.TakesCommand)
            (read.Words, read.Command) = ([.. read.Words, .. read.Command], null);
        return read;
    }

    public bool Has(string option) => _options.Exists(o => o.Name == option);

    public string? Text(string option) => _options.FindLast(o => o.Name == option).Value;

    public IEnumerable<string> All(string option) => _options.Where(o => o.Name == option).Select(static o => o.Value!);

    /// <summary>The value of an option that must not be empty; null when it was not given.</summary>
    public string? NonEmpty(string option) =>
        Text(option) is { } text ? text.Length > 0 ? text : throw Wrong(option, "a text", text) : null;

    public TimeSpan? Duration(string option, TimeSpan least) => Text(option) is not { } text ? null
        : Durations.TryParse(text, out TimeSpan time) && time >= least ? time
        : throw Wrong(option, Durations.Expected + (least > TimeSpan.Zero ? ", and longer than zero" : ""), text);

    public int? Whole(string option, int least) => Text(option) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= least ? number
        : throw Wrong(option, CountExpected + least.ToString(CultureInfo.InvariantCulture), text);

    /// <summary>The value of an option that a reader understands; null when it was not given.</summary>
    public T? Read<T>(string option, Func<string, T?> read, string expected)
        where T : struct =>
        Text(option) is not { } text ? null : read(text) ?? throw Wrong(option, expected, text);

    /// <summary>The value of an option is none.</summary>
    public static UsageException Wrong(string option, string expected, string value) =>
        new($"{option} must be {expected}, not '{OneLine.Of(value, OneLine.CommandLength)}'");

    private void ReadShort(StoreVerb verb, ArgumentReader reader, string argument)
    {
        if (argument == "-h") _options.Add(("--help", null));
        else if (verb.Short.TryGetValue(argument[1], out string? name))
            _options.Add((name, argument.Length > 2 ? argument[2..] : reader.Value(argument)));
        else throw reader.Unknown(argument);
    }
}
