using System.Globalization;

namespace ActorScheduler.Chaos;

/// <summary>What the killer is to do. Everything that is left to chance is drawn from the seed.</summary>
internal sealed record KillOptions
{
    public int Kills { get; init; } = 200;

    public int Jobs { get; init; } = 20_000;

    public int Seed { get; init; } = 1;

    /// <summary>Where the store and the log are; null makes a folder, which is removed when nothing was found.</summary>
    public string? Folder { get; init; }

    /// <summary>True for a store that says it has written before it has: the checker must find that.</summary>
    public bool Hasty { get; init; }

    /// <summary>Reads a command line; null when it is wrong.</summary>
    public static KillOptions? Parse(ReadOnlySpan<string> args)
    {
        var options = new KillOptions();
        for (; args.Length >= 2; args = args[2..])
        {
            if (args[0] == "--folder")
            {
                options = options with { Folder = args[1] };
                continue;
            }

            if (!int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return null;
            KillOptions? next = args[0] switch
            {
                "--kills" => options with { Kills = number },
                "--jobs" => options with { Jobs = number },
                "--seed" => options with { Seed = number },
                _ => null,
            };
            if (next is null) return null;
            options = next;
        }

        return args.Length == 0 ? options : null;
    }
}
