using ActorScheduler.Machines;

namespace ActorScheduler.Cli;

/// <summary>
/// The arguments of one command in turn, and the forms that long options have: <c>--name value</c>,
/// <c>--name=value</c> and <c>--name</c> alone. It is written out because a general parser costs more start-up time
/// than a short job takes.
/// </summary>
/// <param name="command">The command, for hints.</param>
/// <param name="arguments">All arguments of the tool.</param>
/// <param name="start">Where those of the command begin.</param>
/// <param name="withValue">The long options that have a value.</param>
/// <param name="alone">Those that have none.</param>
internal sealed class ArgumentReader(
    string command, string[] arguments, int start, string[] withValue, string[] alone)
{
    private int _next = start;

    /// <summary>The next argument; null after the last.</summary>
    public string? Next() => _next < arguments.Length ? arguments[_next++] : null;

    /// <summary>The value of an option that stands before it.</summary>
    /// <exception cref="UsageException">Nothing follows.</exception>
    public string Value(string option) => Next() ?? throw new UsageException($"{option} needs a value");

    /// <summary>Reads a long option and its value; null for one that has none.</summary>
    /// <exception cref="UsageException">There is no such option, or its value is missing or one too many.</exception>
    public (string Name, string? Value) Long(string argument)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? argument : argument[..equals];
        if (Array.IndexOf(withValue, name) >= 0) return (name, equals < 0 ? Value(name) : argument[(equals + 1)..]);
        if (Array.IndexOf(alone, name) < 0) throw Unknown(name);
        return equals < 0 ? (name, null) : throw new UsageException($"{name} takes no value");
    }

    /// <summary>There is no such option.</summary>
    public UsageException Unknown(string typed)
    {
        string? near = DidYouMean.Nearest(typed, [.. withValue, .. alone]);
        string hint = near is null ? $"see actorscheduler {command} --help" : $"did you mean {near}?";
        return new UsageException($"unknown option '{OneLine.Of(typed)}'; {hint}");
    }
}
