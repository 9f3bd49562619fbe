using System.Security;
using ActorScheduler.Actors;
using ActorScheduler.Handlers;
using ActorScheduler.Machines;
using ActorScheduler.Store.Facts;

namespace ActorScheduler.Store;

/// <summary>Definitions of recurring jobs as they are written down.</summary>
internal static class RecurrenceCodec
{
    /// <summary>Writes everything but the work of it.</summary>
    public static RecurrenceDefined Write(string name, Recurrence recurrence, RecurringOptions options, long anchor)
    {
        JobSettings? settings = SettingsCodec.Write(options.Job);
        return new RecurrenceDefined
        {
            Name = name,
            Anchor = anchor,
            Decided = anchor - 1,
            Timetable = WriteTimes(recurrence),
            Rules = new FireRules
            {
                Misfire = (int)options.Misfire,
                MisfireGrace = options.MisfireGrace.Ticks,
                MaxCatchUp = options.MaxCatchUp,
                Overlap = (int)options.Overlap,
                MaxQueued = options.MaxQueued,
            },
            Settings = settings?.CalculateSize() == 0 ? null : settings,      // all defaults are one thing
        };
    }

    /// <summary>Reads a definition back. One that this process cannot have jobs of says so.</summary>
    public static RecurrenceDefinition Read(RecurrenceDefined written, HandlerTable handlers)
    {
        Recurrence? recurrence = ReadTimes(written.Timetable, out string? problem);
        Func<JobOptions, JobHandle> create = ReadWork(written, handlers, ref problem);
        FireRules rules = written.Rules;
        return new RecurrenceDefinition
        {
            Name = written.Name,
            Recurrence = recurrence ?? StandIn(written.Timetable),
            TimesAreKnown = recurrence is not null,
            Options = new RecurringOptions
            {
                Job = SettingsCodec.Read(written.Settings, static _ => null),
                Misfire = (MisfirePolicy)rules.Misfire,
                MisfireGrace = TimeSpan.FromTicks(rules.MisfireGrace),
                MaxCatchUp = rules.MaxCatchUp,
                Overlap = (OverlapPolicy)rules.Overlap,
                MaxQueued = rules.MaxQueued,
            },
            Create = create,
            Anchor = written.Anchor,
            Written = written,
            Problem = problem,
        };
    }

    /// <summary>True when both fire at the same times, counted from the same anchor.</summary>
    public static bool HaveSameTimes(RecurrenceDefined one, RecurrenceDefined other) =>
        one.Timetable.Equals(other.Timetable);

    /// <summary>True when both say the same, whenever they were written.</summary>
    public static bool SayTheSame(RecurrenceDefined one, RecurrenceDefined other) => Bare(one).Equals(Bare(other));

    private static RecurrenceDefined Bare(RecurrenceDefined written)
    {
        RecurrenceDefined bare = written.Clone();
        (bare.Anchor, bare.Decided, bare.Progress) = (0, 0, null);
        return bare;
    }

    private static Timetable WriteTimes(Recurrence recurrence)
    {
        var times = new Timetable { Period = recurrence.Period?.Ticks ?? 0 };
        if (recurrence.Expression is { } cron) times.Cron = cron.ToString();
        if (recurrence.Expression is not null && recurrence.Zone.Id != TimeZoneInfo.Utc.Id)
            times.Zone = recurrence.Zone.Id;
        if (recurrence.StartAt is { } start) times.StartAt = start.UtcTicks;
        return times;
    }

    private static Recurrence? ReadTimes(Timetable times, out string? problem)
    {
        problem = null;
        if (times.Period > 0) return WithStart(Recurrence.Every(TimeSpan.FromTicks(times.Period)), times);
        try
        {
            TimeZoneInfo zone = times.Zone.Length == 0
                ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(times.Zone);
            return WithStart(Recurrence.Cron(times.Cron, zone), times);
        }
        catch (CronFormatException e)
        {
            problem = $"The cron expression '{times.Cron}' cannot be read: {e.Message}";
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException or SecurityException
            or IOException or UnauthorizedAccessException)
        {
            problem = $"This machine has no time zone '{times.Zone}'.";
        }

        return null;
    }

    // To be shown, never to be asked for a fire time.
    private static Recurrence StandIn(Timetable times)
    {
        if (!CronExpression.TryParse(times.Cron, out CronExpression? cron, out _))
            return WithStart(Recurrence.Every(TimeSpan.MaxValue), times);
        string id = times.Zone.Length == 0 ? TimeZoneInfo.Utc.Id : times.Zone;
        return WithStart(
            Recurrence.Cron(cron, TimeZoneInfo.CreateCustomTimeZone(id, TimeSpan.Zero, id, id)), times);
    }

    private static Recurrence WithStart(Recurrence recurrence, Timetable times) => times.HasStartAt
        ? recurrence with { StartAt = new DateTimeOffset(times.StartAt, TimeSpan.Zero) } : recurrence;

    private static Func<JobOptions, JobHandle> ReadWork(
        RecurrenceDefined written, HandlerTable handlers, ref string? problem)
    {
        if (written.WorkCase == RecurrenceDefined.WorkOneofCase.Process)
        {
            ProcessJob process = ProcessCodec.Read(written.Process);
            return options => new ProcessHandle(process, options);
        }

        NamedData named = written.Named;
        try
        {
            _ = handlers.CreateDurable(named.Kind, named.Payload.Memory, options: null);
            return options => handlers.CreateDurable(named.Kind, named.Payload.Memory, options);
        }
        catch (JobPayloadException e)
        {
            problem ??= e.Message;
            return _ => throw new InvariantException("A recurring job that is held has no jobs.");
        }
    }
}
