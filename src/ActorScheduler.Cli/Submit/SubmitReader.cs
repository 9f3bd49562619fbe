using System.Globalization;
using ActorScheduler.Cli.JobFiles;
using ActorScheduler.Cli.Stores;
using ActorScheduler.Client;
using ActorScheduler.Store;

namespace ActorScheduler.Cli.Submit;

/// <summary>Makes a job of the arguments of <c>submit</c>.</summary>
internal static class SubmitReader
{
    private const string CommandPlace = "the command stands behind --";

    /// <summary>Reads it.</summary>
    /// <exception cref="UsageException">Something is wrong with the arguments.</exception>
    public static ClientJob Read(VerbArguments arguments)
    {
        if (arguments.Words.Count > 0)
            throw new UsageException($"{CommandPlace}: '{OneLine.Of(arguments.Words[0])}' does not");
        if (arguments.Command is not [{ Length: > 0 } program, .. var words])
            throw new UsageException("submit needs a command: -- COMMAND [ARGUMENT...]");
        JobId[] after = [.. arguments.All("--after").Select(JobWord.ReadId)];
        try
        {
            JobOptions options = Options(arguments);
            SettingsCodec.Check(options);
            return new ClientJob(Process(arguments, program, words), options, after);
        }
        catch (ArgumentException problem)
        {
            throw new UsageException(problem.Message.Split(" (Parameter ")[0]);     // a name that no user knows
        }
    }

    private static ProcessJob Process(VerbArguments arguments, string program, List<string> words)
    {
        // The node is somewhere else: what is relative is so to here.
        string folder = Path.GetFullPath(arguments.NonEmpty("--cwd") ?? ".");
        if (!Directory.Exists(folder)) throw new UsageException($"--cwd: no such folder '{OneLine.Of(folder)}'");
        if (program.Contains('/', StringComparison.Ordinal)) program = Path.GetFullPath(program, folder);
        return new ProcessJob(program, words)
        {
            WorkingDirectory = folder,
            Environment = Variables(arguments),
            KillAfter = arguments.Duration("--kill-after", TimeSpan.Zero) ?? ProcessJob.DefaultKillAfter,
        };
    }

    private static JobOptions Options(VerbArguments arguments)
    {
        int retries = arguments.Read<int>("--retries", Choices.Retries, Choices.RetriesExpected) ?? 0;
        return new JobOptions
        {
            Name = arguments.NonEmpty("--name"),
            Key = arguments.NonEmpty("--key"),
            Groups = [.. arguments.All("--group").Select(ReadGroup)],
            Priority = arguments.Read<sbyte>("--priority", ReadPriority, "a whole number from -100 to 100") ?? 0,
            Delay = arguments.Duration("--delay", TimeSpan.Zero) ?? TimeSpan.Zero,
            StartAt = arguments.Read<DateTimeOffset>("--at", Moments.Read, Moments.Expected),
            Timeout = arguments.Duration("--timeout", Durations.Shortest),
            Retry = retries == 0 ? RetryPolicy.None : RetryPolicy.Exponential(retries + 1),
            OnLost = arguments.Has("--idempotent") ? LostPolicy.RunAgain : null,
        };
    }

    private static GroupKey ReadGroup(string name) => GroupNames.Problem(name) is { } problem
        ? throw new UsageException("--group: " + problem)
        : GroupKey.Of(name);

    private static sbyte? ReadPriority(string text) => sbyte.TryParse(
        text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out sbyte priority)
            && Math.Abs((int)priority) <= JobOptions.MaxPriority ? priority : null;

    private static Dictionary<string, string?>? Variables(VerbArguments arguments)
    {
        Dictionary<string, string?>? variables = null;
        foreach (string text in arguments.All("--env"))
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw arguments.Wrong("--env", "NAME=VALUE", text);
            (variables ??= new(StringComparer.Ordinal))[text[..equals]] = text[(equals + 1)..];
        }

        return variables;
    }
}
