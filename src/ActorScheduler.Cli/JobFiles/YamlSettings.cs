namespace ActorScheduler.Cli.JobFiles;

/// <summary>
/// The <c>schedulers</c> part of a YAML job file: the name and the limits of the scheduler that runs it. A run has one
/// scheduler, so it holds at most one entry.
/// </summary>
internal static class YamlSettings
{
    private static readonly string[] Keys = ["max-jobs", "max-load", "load-signal", "on-failure"];

    public static SchedulerSettings Read(YamlReader read, YamlValue value)
    {
        List<KeyValuePair<YamlValue, YamlValue>> schedulers = read.Names(value, "'schedulers'");
        if (schedulers.Count == 0) return SchedulerSettings.None;
        if (schedulers.Count > 1)
        {
            YamlValue second = schedulers[1].Key;
            throw read.Wrong(second, $"a run has one scheduler, and '{OneLine.Of(second.Text)}' is the second");
        }

        (YamlValue name, YamlValue settings) = schedulers[0];
        return One(read, name.Text, settings);
    }

    private static SchedulerSettings One(YamlReader read, string name, YamlValue settings)
    {
        JobLimit? maxJobs = null;
        double? maxLoad = null;
        LoadSignal? signal = null;
        FailureMode? mode = null;
        foreach ((YamlValue key, YamlValue value) in read.Map(settings, $"scheduler '{OneLine.Of(name)}'", Keys))
        {
            string text = value.Kind == YamlKind.Scalar ? value.Text : "";
            switch (key.Text)
            {
                case "max-jobs": maxJobs = Choices.JobLimit(text) ?? throw Wrong(Choices.JobLimitExpected); break;
                case "max-load": maxLoad = Choices.Load(text) ?? throw Wrong(Choices.LoadExpected); break;
                case "load-signal": signal = Choices.Signal(text) ?? throw Wrong(Choices.SignalExpected); break;
                default: mode = Choices.Failure(text) ?? throw Wrong(Choices.FailureExpected); break;
            }

            JobFileException Wrong(string expected) =>
                read.Wrong(value, $"'{key.Text}' must be {expected}, not {value.Describe()}");
        }

        return new SchedulerSettings
        {
            Name = name,
            MaxJobs = maxJobs,
            MaxLoad = maxLoad,
            LoadSignal = signal,
            FailureMode = mode,
        };
    }
}
