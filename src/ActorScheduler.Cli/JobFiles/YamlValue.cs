namespace ActorScheduler.Cli.JobFiles;

/// <summary>One value of a YAML file with its place.</summary>
internal sealed class YamlValue
{
    public required YamlKind Kind { get; init; }

    /// <summary>Line, from 1.</summary>
    public required long Line { get; init; }

    /// <summary>Character in the line, from 1.</summary>
    public required long Column { get; init; }

    /// <summary>A scalar's text; empty for the others.</summary>
    public string Text { get; init; } = "";

    /// <summary>A list's elements.</summary>
    public List<YamlValue> Items { get; } = [];

    /// <summary>A mapping's keys and values, in the file's order.</summary>
    public List<KeyValuePair<YamlValue, YamlValue>> Pairs { get; } = [];

    /// <summary>What it is, for a message.</summary>
    public string Describe() => Kind switch
    {
        YamlKind.Null => "nothing",
        YamlKind.Scalar => $"'{OneLine.Of(Text, OneLine.CommandLength)}'",
        YamlKind.List => "a list",
        _ => "a mapping",
    };
}
