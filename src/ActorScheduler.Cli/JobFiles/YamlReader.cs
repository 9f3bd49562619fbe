using System.Globalization;
using ActorScheduler.Machines;

namespace ActorScheduler.Cli.JobFiles;

/// <summary>
/// Reads values of a wanted type out of a <see cref="YamlValue"/>, or says at which place what was expected.
/// </summary>
internal sealed class YamlReader
{
    private readonly string _file;

    public YamlReader(string file) => _file = file;

    /// <summary>A mistake at a value.</summary>
    public JobFileException Wrong(YamlValue at, string problem) => new(_file, at.Line, at.Column, problem);

    /// <summary>The pairs of a mapping; a key outside the known ones is a mistake.</summary>
    public List<KeyValuePair<YamlValue, YamlValue>> Map(YamlValue value, string what, string[] known)
    {
        if (value.Kind != YamlKind.Map) throw Wrong(value, $"{what} must be a mapping, not {value.Describe()}");
        foreach ((YamlValue key, _) in value.Pairs)
        {
            if (Array.IndexOf(known, key.Text) < 0) throw Wrong(key, UnknownKey(key.Text, what, known));
        }

        return value.Pairs;
    }

    /// <summary>The pairs of a mapping whose keys are names of one's own.</summary>
    public List<KeyValuePair<YamlValue, YamlValue>> Names(YamlValue value, string what)
    {
        if (value.Kind == YamlKind.Null) return [];
        return value.Kind == YamlKind.Map
            ? value.Pairs
            : throw Wrong(value, $"{what} must be a mapping, not {value.Describe()}");
    }

    /// <summary>Text that is not empty and holds no NUL.</summary>
    public string Text(YamlValue value, string what)
    {
        if (value.Kind != YamlKind.Scalar) throw Wrong(value, $"{what} must be text, not {value.Describe()}");
        if (string.IsNullOrWhiteSpace(value.Text)) throw Wrong(value, $"{what} is empty");
        return NoNul(value, what);
    }

    /// <summary>Text that may be empty.</summary>
    public string Argument(YamlValue value, string what)
    {
        if (value.Kind is YamlKind.List or YamlKind.Map)
            throw Wrong(value, $"{what} must be text, not {value.Describe()}");
        return NoNul(value, what);
    }

    /// <summary>One value or a list of them.</summary>
    public List<YamlValue> OneOrMore(YamlValue value, string what) => value.Kind switch
    {
        YamlKind.Null => [],
        YamlKind.Scalar => [value],
        YamlKind.List => value.Items,
        _ => throw Wrong(value, $"{what} must be a name or a list of names, not {value.Describe()}"),
    };

    /// <summary>A whole number that is not too small.</summary>
    public int Whole(YamlValue value, string what, int least)
    {
        bool read = int.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        return read && number >= least
            ? number
            : throw Wrong(value, $"{what} must be a whole number of at least {least}, not {value.Describe()}");
    }

    /// <summary>A duration.</summary>
    public TimeSpan Duration(YamlValue value, string what) =>
        value.Kind == YamlKind.Scalar && Durations.TryParse(value.Text, out TimeSpan duration)
            && duration > TimeSpan.Zero
            ? duration
            : throw Wrong(value, $"{what} must be {Durations.Expected} and longer than zero, not {value.Describe()}");

    private string NoNul(YamlValue value, string what) =>
        value.Text.Contains('\0', StringComparison.Ordinal)
            ? throw Wrong(value, $"{what} holds a NUL character")
            : value.Text;

    private static string UnknownKey(string key, string what, string[] known) =>
        $"unknown key '{OneLine.Of(key)}' in {what}" + (DidYouMean.Nearest(key, known) is { } near
            ? $"; did you mean '{near}'?"
            : $"; known are {string.Join(", ", known)}");
}
