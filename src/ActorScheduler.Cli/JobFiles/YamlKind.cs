namespace ActorScheduler.Cli.JobFiles;

/// <summary>What a YAML value is.</summary>
internal enum YamlKind
{
    /// <summary>Nothing: an empty value, <c>~</c> or <c>null</c>.</summary>
    Null,

    /// <summary>Text, a number or any other single value.</summary>
    Scalar,

    /// <summary>A list.</summary>
    List,

    /// <summary>A mapping.</summary>
    Map,
}
