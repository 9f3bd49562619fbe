using System.Globalization;

namespace ActorScheduler.Cli.Stores;

/// <summary>
/// The arguments of a command on a store, read: options, words, and the command behind <c>--</c>. Of an option that was
/// given again the last value holds, unless all are asked for.
/// </summary>
internal sealed class VerbArguments
{
    private const string CountExpected = "a whole number of at least ";

    private readonly List<Given> _options = [];

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
            else if (verb.TakesCommand && read.Words.Count > 0) break;     // options of a command, most likely
            else if (argument[1] == '-') read.ReadLong(reader, argument);
            else read.ReadShort(verb, reader, argument);
            if (read.Command is not { } command) continue;
            while (reader.Next() is { } word) command.Add(word);
        }

        if (read.Command is not null && !verb.TakesCommand)
            (read.Words, read.Command) = ([.. read.Words, .. read.Command], null);
        return read;
    }

    public bool Has(string option) => _options.Exists(o => o.Name == option);

    public string? Text(string option) => _options.FindLast(o => o.Name == option)?.Value;

    public IEnumerable<string> All(string option) => _options.Where(o => o.Name == option).Select(static o => o.Value!);

    /// <summary>The one file that a command may name; null when it names none, or <c>-</c>.</summary>
    /// <param name="does">What the command does with it, such as <c>reads</c>.</param>
    /// <exception cref="UsageException">There are several, or its name is empty.</exception>
    public string? File(string does) => Words switch
    {
        [] or ["-"] => null,
        [""] => throw new UsageException($"the name of the file that {Verb} {does} is empty"),
        [var file] => file,
        _ => throw new UsageException($"{Verb} {does} one file: '{OneLine.Of(Words[1])}' is one too many"),
    };

    /// <summary>The value of an option that must not be empty; null when it was not given.</summary>
    public string? NonEmpty(string option) =>
        Text(option) is { } text ? text.Length > 0 ? text : throw Wrong(option, "a text", text) : null;

    public TimeSpan? Duration(string option, TimeSpan least) => Text(option) is not { } text ? null
        : Durations.TryParse(text, out TimeSpan time) && time >= least ? time
        : throw Wrong(option, Durations.Expected + AtLeast(least), text);

    public int? Whole(string option, int least) => Text(option) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= least ? number
        : throw Wrong(option, CountExpected + least.ToString(CultureInfo.InvariantCulture), text);

    /// <summary>The value of an option that a reader understands; null when it was not given.</summary>
    public T? Read<T>(string option, Func<string, T?> read, string expected)
        where T : struct =>
        Text(option) is not { } text ? null : read(text) ?? throw Wrong(option, expected, text);

    /// <summary>The value of an option, as the user has written that, is none.</summary>
    public UsageException Wrong(string option, string expected, string value)
    {
        string typed = _options.FindLast(o => o.Name == option && o.Value == value)?.Typed ?? option;
        return new UsageException(
            $"{typed} must be {expected}, not '{OneLine.Of(value, OneLine.CommandLength)}'");
    }

    private static string AtLeast(TimeSpan least) => least switch
    {
        { Ticks: 0 } => "",
        { TotalSeconds: >= 1 } => string.Create(CultureInfo.InvariantCulture, $", and at least {least.TotalSeconds}s"),
        _ => ", and longer than zero",
    };

    private void ReadShort(StoreVerb verb, ArgumentReader reader, string argument)
    {
        if (argument == "-h") _options.Add(new Given("--help", argument, null));
        else if (verb.Short.TryGetValue(argument[1], out string? name))
        {
            string value = argument.Length > 2 ? argument[2..] : reader.Value(argument);
            _options.Add(new Given(name, argument[..2], value));
        }
        else
        {
            throw reader.Unknown(argument);
        }
    }

    private void ReadLong(ArgumentReader reader, string argument)
    {
        (string name, string? value) = reader.Long(argument);
        _options.Add(new Given(name, name, value));
    }

    /// <summary>An option that was given.</summary>
    /// <param name="Name">Its long name.</param>
    /// <param name="Typed">Its name as the user has written it.</param>
    /// <param name="Value">Its value; null when it has none.</param>
    private sealed record Given(string Name, string Typed, string? Value);
}
