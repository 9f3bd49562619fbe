using ActorScheduler.Store.Facts;

namespace ActorScheduler.Store;

/// <summary>Options of a job as they are written down.</summary>
internal static class SettingsCodec
{
    /// <summary>
    /// 64 Ki characters of name, tags and groups together: they are labels, and data belongs into the job itself.
    /// </summary>
    public const int MostCharacters = 64 * 1024;

    /// <summary>Refuses options that cannot be written down.</summary>
    /// <exception cref="ArgumentException">One of them is code, or they are too long.</exception>
    public static void Check(JobOptions? options)
    {
        if (options?.Retry.ShouldRetry is not null)
            throw new ArgumentException(
                "A durable job cannot carry RetryPolicy.ShouldRetry: code cannot be written down.", nameof(options));
        long length = options is null ? 0 : CountCharacters(options);
        if (length > MostCharacters)
            throw new ArgumentException(
                $"The name, tags and groups of a durable job have {length} characters, "
                + $"at most {MostCharacters} are allowed.",
                nameof(options));
    }

    public static JobSettings? Write(JobOptions options)
    {
        if (ReferenceEquals(options, JobOptions.Default)) return null;
        var settings = new JobSettings
        {
            Priority = options.Priority,
            Timeout = options.Timeout?.Ticks ?? 0,
            Delay = options.Delay.Ticks,
            StartAt = options.StartAt?.UtcTicks ?? 0,
            OnLost = options.OnLost is { } policy ? (int)policy + 1 : 0,
        };
        if (options.Name is { } name) settings.Name = name;
        if (options.FireTime is { } time)
            settings.FireTime = new FireTime { At = time.UtcTicks, Recurrence = options.RecurrenceId };
        if (options.Key is { } key) settings.Key = key;
        foreach (GroupKey group in options.Groups) settings.Groups.Add(WriteGroup(group));
        foreach (JobReference before in options.After) settings.After.Add(WriteName(before.Id));
        if (options.Retry != RetryPolicy.None) settings.Retry = WriteRetry(options.Retry);
        foreach ((string tag, string value) in options.Tags?.AsEnumerable() ?? [])
            settings.Tags.Add(tag, value);
        return settings;
    }

    /// <summary>Reads options back.</summary>
    /// <param name="settings">As they were written.</param>
    /// <param name="find">Gives a job that has not ended; null for one that has.</param>
    public static JobOptions Read(JobSettings? settings, Func<JobId, JobReference?> find)
    {
        if (settings is null) return JobOptions.Default;
        return new JobOptions
        {
            Name = settings.HasName ? settings.Name : null,
            Key = settings.HasKey ? settings.Key : null,
            Priority = settings.Priority,
            Groups = [.. settings.Groups.Select(ReadGroup)],
            After = [.. settings.After.Select(job => find(new JobId(job.Origin, job.Sequence))).OfType<JobReference>()],
            Timeout = settings.Timeout > 0 ? TimeSpan.FromTicks(settings.Timeout) : null,
            Delay = TimeSpan.FromTicks(settings.Delay),
            StartAt = settings.StartAt == 0 ? null : new DateTimeOffset(settings.StartAt, TimeSpan.Zero),
            FireTime = settings.FireTime is { } time ? new DateTimeOffset(time.At, TimeSpan.Zero) : null,
            RecurrenceId = settings.FireTime?.Recurrence ?? 0,
            Retry = settings.Retry is { } retry ? ReadRetry(retry) : RetryPolicy.None,
            OnLost = settings.OnLost == 0 ? null : (LostPolicy)(settings.OnLost - 1),
            Tags = settings.Tags.Count == 0 ? null : settings.Tags.ToDictionary(StringComparer.Ordinal),
        };
    }

    public static JobName WriteName(JobId id) => new() { Origin = id.Origin, Sequence = id.Sequence };

    public static JobId ReadName(JobName? name) => name is null ? default : new JobId(name.Origin, name.Sequence);

    private static long CountCharacters(JobOptions options)
    {
        long count = options.Name?.Length ?? 0;
        if (options.Tags is { } tags)
        {
            foreach ((string key, string value) in tags)
            {
                if (value is null) throw new ArgumentException($"Tag '{key}' has no value.", nameof(options));
                count += key.Length + value.Length;
            }
        }

        foreach (GroupKey group in options.Groups)
        {
            foreach (object part in group.Parts) count += part is string text ? text.Length : sizeof(long);
        }

        return count;
    }

    public static Group WriteGroup(GroupKey key)
    {
        var group = new Group();
        foreach (object part in key.Parts)
        {
            group.Parts.Add(
                part is long number ? new GroupPart { Number = number } : new GroupPart { Text = (string)part });
        }

        return group;
    }

    public static GroupKey ReadGroup(Group group) => GroupKey.Of(
        [.. group.Parts.Select(static p => p.PartCase == GroupPart.PartOneofCase.Number ? (object)p.Number : p.Text)]);

    private static Retry WriteRetry(RetryPolicy policy) => new()
    {
        MaxAttempts = policy.MaxAttempts,
        FirstDelay = policy.FirstDelay.Ticks,
        Factor = policy.Factor,
        MaxDelay = policy.MaxDelay.Ticks,
        Jitter = policy.Jitter,
    };

    private static RetryPolicy ReadRetry(Retry retry) => RetryPolicy.Exponential(
        retry.MaxAttempts, TimeSpan.FromTicks(retry.FirstDelay), retry.Factor, TimeSpan.FromTicks(retry.MaxDelay),
        retry.Jitter);
}
