using ActorScheduler.Machines;

namespace ActorScheduler.Core.Tests.Machines.Model;

/// <content>What the model asks of each effect, at its place among the others.</content>
internal sealed partial class Book
{
    public void See(in Effect effect)
    {
        switch (effect.Kind)
        {
            case EffectKind.StartAttempt: SeeStart(Of(effect.Target!)); break;
            case EffectKind.CancelAttempt: SeeCancel(Of(effect.Target!)); break;
            case EffectKind.KillAttempt: SeeKill(Of(effect.Target!)); break;
            case EffectKind.ReportExit: SeeExit(Of(effect.Target!)); break;
            case EffectKind.ReportAccepted: SeeAccepted(Of(effect.Target!)); break;
            case EffectKind.SetTimeout or EffectKind.SetDelay: SeeTimer(Of(effect.Target!), effect); break;
            case EffectKind.CancelTimer: Of(effect.Target!).Timer = null; break;
            case EffectKind.Pull: SeePull(RunOf(effect)); break;
            case EffectKind.RunEnded: SeeRunEnd(RunOf(effect)); break;
            case EffectKind.DrainReached: SeeDrain((DrainEntry)effect.Target!); break;
            case EffectKind.Stopped: SeeStopped(); break;
            case EffectKind.ReadLoad: SeeReadLoad(); break;
            case EffectKind.SetLoadTimer: SeeLoadTimer(effect.Value); break;
            case EffectKind.RequestToken: SeeTokenAsked(); break;
            case EffectKind.ReleaseToken: Tokens--; break;
            default: throw new ModelViolation("effects", $"{effect.Kind} is not known");
        }

        Rule("tokens", Tokens >= 0, $"more tokens were given back than came");
    }

    private void SeeStart(Entry job)
    {
        Rule("closed", !IsClosed, $"{job} starts behind a closed door");
        Rule("start", job is { Running: false, Ended: false, Due: null }, $"{job} cannot start");
        Rule("max jobs", MaxJobs is not { } most || Running.Count() < most, $"{job} is one too many");
        Rule("barrier", InFront(job.Place), $"{job} starts although a barrier stands before it");
        Rule("delay", Now >= job.NotBefore, $"{job} starts too early");
        Rule("after", job.After.All(a => a.End == JobState.Completed), $"{job} starts before what it runs after");
        foreach (GroupKey key in job.Groups)
        {
            bool room = !Limits.TryGetValue(key, out int limit) || Inside(key) < limit;
            Rule("groups", room, $"{job} enters {key}, which is full");
        }

        CheckLoad(job);
        CheckTurn(job);
        Accept(job);
        job.Running = true;
        job.Attempts++;
        Rule("tokens", !useTokens || Tokens >= Running.Count(), $"{job} runs without a token");
    }

    private void CheckLoad(Entry job)
    {
        if (options.MaxLoad is not { } most || MaxJobs == 1 || !Running.Any()) return;
        Rule("load", Load is { Value: { } value } && value < most, $"{job} starts although the load is {Load}");
        Rule("load", Now - Load!.Value.At < TimeSpan.FromMilliseconds(20).Ticks, $"{job} starts by a reading of {Load}");
    }

    private void CheckTurn(Entry job)
    {
        foreach (Entry other in Jobs)
        {
            if (other == job || other.Running || other.Ended || other.Due is not null || !other.Accepted) continue;
            if (!other.IsPunctual || !other.Precedes(job) || !InFront(other.Place)) continue;
            Rule("turn", !other.IsPlain, $"{job} starts before {other}");
            bool same = other.Groups.Length > 0 && other.Groups.ToHashSet().SetEquals(job.Groups);
            Rule("group turn", !same, $"{job} starts before {other}");
        }
    }

    private static void SeeCancel(Entry job)
    {
        Rule("cancel", job.Running && (job.CancelAsked || job.TimedOut), $"{job} is asked to stop without a reason");
        Rule("cancel", !job.CancelTold, $"{job} is asked to stop twice");
        job.CancelTold = true;
    }

    private void SeeKill(Entry job) =>
        Rule("cancel", job.Running && StopMode == ActorScheduler.StopMode.Kill, $"{job} is killed without a reason");

    private void SeeExit(Entry job)
    {
        Rule("one exit", !job.Ended, $"{job} ends twice");
        Rule("one exit", !job.Running, $"{job} ends while it runs");
        Rule("timers", job.Timer is null, $"{job} ends with a timer set");
        JobState end = job.Job.State;
        if (job.IsBarrier) Rule("exit", end == (job.Due ?? JobState.Completed), $"barrier {job} ends as {end}");
        else if (job.Due is { } due) Rule("exit", end == due, $"{job} should end as {due}");
        else Rule("exit", end == JobState.Canceled ? MustNotRun(job) : CanBeFull(job, end), $"{job} ends without a reason");
        if (job is { IsBarrier: true, Due: null })
            Rule("barrier", Oldest > job.Place, $"barrier {job} falls before {Oldest} has ended");
        job.Due = null;
        job.End = end;
    }

    // Nothing was done to it: what it runs after has ended badly, or would wait for it.
    private bool MustNotRun(Entry job) => job.After.Any(a => a.End is { } end ? end != JobState.Completed : IsTangled(job, a));

    private bool IsTangled(Entry job, Entry after) =>
        job.Run is not null && Barriers.Exists(b => b.Place > job.Place && b.Place <= after.Place);

    private bool CanBeFull(Entry job, JobState end) =>
        end == JobState.Rejected && !job.Accepted && options.QueueCapacity is not null && job.Run is null
        && (!job.WaitsForRoom || (options.QueueCapacity == 0 && job.Job.Settings.Delay > TimeSpan.Zero))
        && job.Job.Extras?.Rejection is RejectReason.QueueFull;

    private void SeeAccepted(Entry job)
    {
        Rule("accepted", job.AcceptanceAsked && !job.AcceptanceReported, $"{job} is reported as accepted, unasked or again");
        job.AcceptanceReported = true;
        if (!job.Ended) Accept(job);
    }

    private void Accept(Entry job)
    {
        if (job.Accepted) return;
        job.Accepted = true;
        if (job.Run is not null) return;
        Entry? passed = Jobs.Find(j => j.WaitsForRoom && !j.Accepted && !j.Ended && j.Due is null && j.Run is null && j.Turn < job.Turn);
        Rule("door", passed is null, $"{job} passes {passed} at the door");
    }

    private static void SeeTimer(Entry job, in Effect effect)
    {
        Rule("timers", job.Timer is null, $"{job} has a timer already");
        Rule("timers", effect.Kind == EffectKind.SetDelay || job.Running, $"{job} gets a timeout and does not run");
        job.Timer = effect.Value;
    }

    private void SeePull(RunEntry run)
    {
        Rule("pull", run is { Pulling: false, Exhausted: false }, $"a source is asked that must not be");
        Rule("pull", InFront(run.Place), $"a source behind a barrier is asked");
        Rule("pull", MaxJobs is not { } most || Running.Count() < most, $"a source is asked and no slot is free");
        run.Pulling = true;
    }

    private void SeeRunEnd(RunEntry run)
    {
        Rule("run end", !run.EndReported, $"a run ends twice");
        bool left = Jobs.Exists(j => j.Run == run && !j.Ended);
        Rule("run end", run.Exhausted && !left, $"a run ends before its jobs have");
        run.EndReported = true;
    }

    private void SeeDrain(DrainEntry drain)
    {
        Rule("drain", !drain.Reached && Oldest > drain.Place, $"the drain at {drain.Place} is reached, the oldest is at {Oldest}");
        drain.Reached = true;
    }

    private void SeeStopped()
    {
        Rule("stopped", !StoppedReported && StopMode is not null && Oldest == long.MaxValue, $"stopped before everything has ended");
        StoppedReported = true;
    }

    private void SeeReadLoad()
    {
        Rule("load", !LoadAsked, $"a reading is asked for twice");
        LoadAsked = true;
    }

    private void SeeLoadTimer(long due)
    {
        Rule("timers", LoadTimer is null && due > Now, $"the load timer is set twice, or to a moment that has passed: {due}");
        LoadTimer = due;
    }

    private void SeeTokenAsked()
    {
        Rule("tokens", useTokens && !TokenAsked, $"a token is asked for twice");
        TokenAsked = true;
    }

    private RunEntry RunOf(Effect effect) => Runs.Single(r => r.Run == effect.Target);

    private int Inside(GroupKey key) => Jobs.Count(j => j.Running && j.Groups.Contains(key));

    // No barrier stands between it and the oldest.
    private bool InFront(long place)
    {
        long oldest = Oldest;
        return !Barriers.Exists(b => oldest < b.Place && b.Place < place);
    }
}
