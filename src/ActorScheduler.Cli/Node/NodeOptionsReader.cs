using System.Globalization;
using ActorScheduler.Cli.JobFiles;
using ActorScheduler.Cli.Stores;

namespace ActorScheduler.Cli.Node;

/// <summary>The limits of a node's scheduler as its arguments give them.</summary>
internal static class NodeOptionsReader
{
    /// <summary>Reads them.</summary>
    /// <exception cref="UsageException">Something is wrong with them.</exception>
    public static SchedulerOptions Read(VerbArguments arguments)
    {
        if (arguments.Words.Count > 0)
            throw new UsageException($"node takes no words: '{OneLine.Of(arguments.Words[0])}'");
        var groups = new Dictionary<GroupKey, int>();
        foreach (string text in arguments.All("--group"))
        {
            (GroupKey group, int limit) = ReadGroup(arguments, text);
            if (!groups.TryAdd(group, limit)) throw new UsageException($"--group: '{group}' was given twice");
        }

        JobLimit? maxJobs = arguments.Read<JobLimit>("--max-jobs", Choices.JobLimit, Choices.JobLimitExpected);
        return new SchedulerOptions
        {
            Durable = true,
            MaxJobs = maxJobs is { } limited ? limited.Count : Environment.ProcessorCount,
            MaxLoad = arguments.Read<double>("--max-load", Choices.Load, Choices.LoadExpected),
            LoadSignal = arguments.Read<LoadSignal>("--load-signal", Choices.Signal, Choices.SignalExpected) ?? default,
            FailureMode =
                arguments.Read<FailureMode>("--on-failure", Choices.Failure, Choices.FailureExpected) ?? default,
            KeepExits =
                arguments.Duration("--keep-exits", TimeSpan.FromSeconds(1)) ?? SchedulerOptions.DefaultKeepExits,
            GroupLimits = groups,
        };
    }

    private static (GroupKey Group, int Limit) ReadGroup(VerbArguments arguments, string text)
    {
        int equals = text.LastIndexOf('=');
        if (equals < 0) throw arguments.Wrong("--group", "NAME=LIMIT", text);
        if (GroupNames.Problem(text[..equals]) is { } problem) throw new UsageException("--group: " + problem);
        return int.TryParse(text.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int limit)
            ? (GroupKey.Of(text[..equals]), limit)
            : throw arguments.Wrong("--group", "NAME=LIMIT with a whole number, 0 for none at all", text);
    }
}
