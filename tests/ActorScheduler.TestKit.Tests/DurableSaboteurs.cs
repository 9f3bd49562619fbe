using System.Runtime.CompilerServices;
using ActorScheduler.Actors;
using ActorScheduler.Machines;
using ActorScheduler.Runtime;
using ActorScheduler.Store;
using ActorScheduler.TestKit.Engine;

namespace ActorScheduler.TestKit.Tests;

/// <summary>
/// Rules of durable work, switched off one by one from outside. The checks of what schedulers decide are blinded: what
/// the jobs did and what was told must show it.
/// </summary>
internal static class DurableSaboteurs
{
    /// <summary>What a turn wants done is done before its facts are in the store.</summary>
    public sealed class AcknowledgesBeforeCommit : ISaboteur
    {
        public bool BlindsChecks => true;

        public void AfterTurn(object actor)
        {
            if (OutboxOf(actor) is not { } outbox) return;
            foreach ((JournalBatch batch, _) in outbox.Unacknowledged())
                Runner((SchedulerActor)actor).Run(batch.Effects);
        }
    }

    /// <summary>What waits for a commit is done with the commit before it, and the other way round.</summary>
    public sealed class MixesCommitsUp : ISaboteur
    {
        private readonly HashSet<(JournalBatch, long)> _mixed = [];

        public bool BlindsChecks => true;

        public void AfterTurn(object actor)
        {
            if (OutboxOf(actor)?.Unacknowledged().Take(2).ToArray() is not [(var first, _), (var second, _)]) return;
            if (second.Count == 0 || !_mixed.Add((first, first.After))) return;
            Effect[] before = [.. first.Effects.Span];
            Effect[] behind = [.. second.Effects.Span];
            first.Effects.Clear();
            second.Effects.Clear();
            foreach (Effect effect in behind) first.Effects.Add(effect.Kind, effect.Target, effect.Value);
            foreach (Effect effect in before) second.Effects.Add(effect.Kind, effect.Target, effect.Value);
        }
    }

    /// <summary>A scheduler that ends takes nothing for written that it has not heard to be.</summary>
    public sealed class TakesAllForUnwritten : ISaboteur
    {
        public bool BlindsChecks => true;

        public void AfterTurn(object actor)
        {
            foreach ((JournalBatch batch, _) in OutboxOf(actor)?.Unacknowledged() ?? [])
                (batch.IsFenced, batch.MayBeThere) = (true, false);
        }
    }

    /// <summary>The store takes a commit that is repeated once more.</summary>
    public sealed class NoPositionCheck : ISaboteur
    {
        public bool BlindsChecks => true;

        public void BeforeCommit(MemoryStore store, StoreCommit commit) =>
            Last(Journals(store)[commit.Journal]) = commit.After;
    }

    /// <summary>The store takes commits of an owner that is none any more.</summary>
    public sealed class NoFence : ISaboteur
    {
        public bool BlindsChecks => true;

        public void BeforeCommit(MemoryStore store, StoreCommit commit)
        {
            MemoryJournal journal = Journals(store)[commit.Journal];
            if (Epoch(journal) == commit.Epoch) return;
            Epoch(journal) = commit.Epoch;
            Last(journal) = commit.After;
        }
    }

    /// <summary>A scheduler's next life does not know of its barriers.</summary>
    public sealed class NoBarriersInRecovery : ISaboteur
    {
        public bool BlindsChecks => true;

        public bool BeforeTurn(object actor, object? message)
        {
            if (Replay(message) is not { } replay) return true;
            for (int i = 0; i < replay.Jobs.Count; i++)
            {
                (JobHandle job, RestoredJob past) = replay.Jobs[i];
                replay.Jobs[i] = (job, past with { Epoch = 0 });
            }

            return true;
        }
    }

    /// <summary>A scheduler's next life does not know that attempts ran.</summary>
    public sealed class NoAttemptsInRecovery : ISaboteur
    {
        public bool BlindsChecks => true;

        public bool BeforeTurn(object actor, object? message)
        {
            if (Replay(message) is not { } replay) return true;
            for (int i = 0; i < replay.Jobs.Count; i++)
            {
                (JobHandle job, RestoredJob past) = replay.Jobs[i];
                replay.Jobs[i] = (job, past with { Attempt = 0, WasRunning = false });
            }

            return true;
        }
    }

    /// <summary>The youngest job is forgotten by recovery.</summary>
    public sealed class ForgetsAJob : ISaboteur
    {
        public bool BlindsChecks => true;

        public bool BeforeTurn(object actor, object? message)
        {
            if (Replay(message) is { Jobs.Count: > 0 } replay) replay.Jobs.RemoveAt(replay.Jobs.Count - 1);
            return true;
        }
    }

    /// <summary>A scheduler's next life does not look for the processes of the one before.</summary>
    public sealed class LeavesProcesses : ISaboteur
    {
        public bool BlindsChecks => true;

        bool ISaboteur.LeavesProcesses => true;
    }

    /// <summary>A key is forgotten as soon as its job has ended.</summary>
    public sealed class ForgetsKeys : ISaboteur
    {
        public bool BlindsChecks => true;

        public void AfterTurn(object actor)
        {
            if (actor is SchedulerActor scheduler && Durable(scheduler) is { } side) Keyed(side.Facts.Shelf).Clear();
        }
    }

    /// <summary>Recurring jobs have not decided anything, as far as a scheduler's next life knows.</summary>
    public sealed class ForgetsFireTimes : ISaboteur
    {
        public bool BlindsChecks => true;

        public bool BeforeTurn(object actor, object? message)
        {
            if (Replay(message) is not { } replay) return true;
            for (int i = 0; i < replay.Recurrences.Count; i++)
            {
                (long id, RecurrenceDefinition definition, _) = replay.Recurrences[i];
                replay.Recurrences[i] = (id, definition, new RecurrenceRecord(definition.Anchor));
            }

            return true;
        }
    }

    /// <summary>Letters are consumed before what was decided about them is in the store.</summary>
    public sealed class ConsumesEarly : ISaboteur
    {
        public bool BlindsChecks => true;

        public void BeforeCommit(MemoryStore store, StoreCommit commit) =>
            ((IStore)store).DiscardAsync(commit.Consumed, now: 0, CancellationToken.None);
    }

    /// <summary>Breaks a rule that volatile schedulers have too, unseen by the checks of what is decided.</summary>
    public sealed class Unseen(ISaboteur saboteur) : ISaboteur
    {
        public bool BlindsChecks => true;

        public bool BeforeTurn(object actor, object? message) => saboteur.BeforeTurn(actor, message);

        public void AfterTurn(object actor) => saboteur.AfterTurn(actor);
    }

    private static JournalReplay? Replay(object? message) =>
        message is SchedulerMessage { Kind: SchedulerMessageKind.JournalRead, Target: Outcome<JournalReplay> read }
            ? read.Value
            : null;

    internal static JournalOutbox? OutboxOf(object actor) =>
        actor is SchedulerActor scheduler && Durable(scheduler) is { } side ? Outbox(side) : null;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_durable")]
    private static extern ref DurableSide? Durable(SchedulerActor actor);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_effects")]
    private static extern ref EffectRunner Runner(SchedulerActor actor);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_outbox")]
    private static extern ref JournalOutbox? Outbox(DurableSide side);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_keyed")]
    private static extern ref Dictionary<JobId, ExitSegment> Keyed(ExitShelf shelf);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_journals")]
    private static extern ref Dictionary<string, MemoryJournal> Journals(MemoryStore store);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_last")]
    private static extern ref long Last(MemoryJournal journal);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_epoch")]
    private static extern ref long Epoch(MemoryJournal journal);
}
