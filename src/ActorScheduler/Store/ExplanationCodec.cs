using ActorScheduler.Store.Facts;
using ActorScheduler.Store.Letters;

namespace ActorScheduler.Store;

/// <summary>Explanations as letters carry them.</summary>
internal static class ExplanationCodec
{
    public static Explanation Write(JobExplanation link)
    {
        var written = new Explanation
        {
            Job = SettingsCodec.WriteName(link.JobId),
            State = (int)link.State,
            StartedAt = link.StartedAt?.UtcTicks ?? 0,
            MoreBlockers = link.MoreBlockers,
            HeldElsewhere = link.HeldElsewhere,
        };
        if (link.Name is not null) written.Name = link.Name;
        if (link.Reason is not null) written.Reason = Write(link.Reason);
        written.Blockers.AddRange(link.Blockers.Select(Write));
        return written;
    }

    public static JobExplanation Read(Explanation link) => new()
    {
        JobId = SettingsCodec.ReadName(link.Job),
        Name = link.HasName ? link.Name : null,
        State = (JobState)link.State,
        StartedAt = link.StartedAt > 0 ? new DateTimeOffset(link.StartedAt, TimeSpan.Zero) : null,
        Reason = link.Reason is { } reason ? Read(reason) : null,
        Blockers = [.. link.Blockers.Select(Read)],
        MoreBlockers = link.MoreBlockers,
        HeldElsewhere = link.HeldElsewhere,
    };

    private static Reason Write(HoldReason reason)
    {
        switch (reason)
        {
            case HoldReason.MaxJobs(var running, var limit):
                return new() { MaxJobs = new() { Count = running, Limit = limit } };
            case HoldReason.Load(var signal, var value, var limit):
                var load = new LoadReason { Signal = (int)signal, Limit = limit };
                if (value is { } read) load.Value = read;
                return new() { Load = load };
            case HoldReason.Barrier(var waitsFor): return new() { Barrier = new() { Count = waitsFor } };
            case HoldReason.Group(var key, var held, var limit):
                var group = new GroupReason { Group = SettingsCodec.WriteGroup(key), Held = held };
                if (limit is { } most) group.Limit = most;
                return new() { Group = group };
            case HoldReason.Delay(var until): return new() { DelayedUntil = until.UtcTicks };
            case HoldReason.Dependencies(var jobs):
                var before = new DependencyReason();
                before.Jobs.AddRange(jobs.Select(SettingsCodec.WriteName));
                return new() { Dependencies = before };
            case HoldReason.Jobserver(var held): return new() { Jobserver = new() { Count = held } };
            case HoldReason.QueueFull(var capacity): return new() { QueueFull = new() { Count = capacity } };
            case HoldReason.NoHandler(var kind): return new() { NoHandler = kind };
            default: return new() { Queued = true };
        }
    }

    private static HoldReason Read(Reason reason) => reason.WhatCase switch
    {
        Reason.WhatOneofCase.MaxJobs => new HoldReason.MaxJobs(reason.MaxJobs.Count, reason.MaxJobs.Limit),
        Reason.WhatOneofCase.Load => new HoldReason.Load(
            (LoadSignal)reason.Load.Signal, reason.Load.HasValue ? reason.Load.Value : null, reason.Load.Limit),
        Reason.WhatOneofCase.Barrier => new HoldReason.Barrier(reason.Barrier.Count),
        Reason.WhatOneofCase.Group => new HoldReason.Group(
            SettingsCodec.ReadGroup(reason.Group.Group), reason.Group.Held,
            reason.Group.HasLimit ? reason.Group.Limit : null),
        Reason.WhatOneofCase.DelayedUntil =>
            new HoldReason.Delay(new DateTimeOffset(reason.DelayedUntil, TimeSpan.Zero)),
        Reason.WhatOneofCase.Dependencies =>
            new HoldReason.Dependencies([.. reason.Dependencies.Jobs.Select(SettingsCodec.ReadName)]),
        Reason.WhatOneofCase.Jobserver => new HoldReason.Jobserver(reason.Jobserver.Count),
        Reason.WhatOneofCase.QueueFull => new HoldReason.QueueFull(reason.QueueFull.Count),
        Reason.WhatOneofCase.NoHandler => new HoldReason.NoHandler(reason.NoHandler),
        _ => new HoldReason.Queued(),
    };
}
