using ActorScheduler.Machines;
using ActorScheduler.Runtime;
using ActorScheduler.Store;
using ActorScheduler.Store.Facts;
using ActorScheduler.Store.Letters;

namespace ActorScheduler.Actors;

/// <summary>
/// Reads the letters to a durable scheduler, some at a time, and the next when those are consumed: in the commit of
/// what was decided about them. Belongs to the actor.
/// </summary>
internal sealed class SchedulerInbox(
    SchedulerActor actor, SchedulerMachine machine, FactWriter facts, DurableDesk desk, IStore store)
{
    /// <summary>Letters of one turn: few enough for it to be short.</summary>
    private const int LettersPerTurn = 256;

    /// <summary>How long to wait after the store could not be read.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SchedulerCore _core = actor.Core;
    private readonly QuestionDesk _questions = new(actor, machine, facts);
    private IDisposable? _bell;
    private bool _isBusy;
    private bool _rang;
    private bool _isClosed;

    /// <summary>Where letters to a scheduler go.</summary>
    public static string AddressOf(string scheduler) => "scheduler/" + scheduler;

    /// <summary>Begins to read.</summary>
    public void Open()
    {
        if (_isClosed) return;      // it was stopped before it had read its journal
        SchedulerCore core = _core;
        _bell = store.Listen(AddressOf(_core.Name), () => core.Tell(SchedulerMessageKind.LettersCame));
        Rang();
    }

    /// <summary>What comes from now on is for the next life.</summary>
    public void Close()
    {
        _isClosed = true;
        _bell?.Dispose();
    }

    /// <summary>There may be letters, or those that were read are consumed.</summary>
    public void Rang(bool consumed = false)
    {
        if (consumed) _isBusy = false;
        _rang = true;
        if (_isBusy || _isClosed) return;
        (_isBusy, _rang) = (true, false);
        actor.ActorContext.Run(
            cancellation => new ValueTask<IReadOnlyList<InboxRow>>(
                store.ReadInboxAsync(AddressOf(_core.Name), LettersPerTurn, setAside: false, cancellation)),
            static outcome => new SchedulerMessage(SchedulerMessageKind.LettersRead, outcome));
    }

    /// <summary>Letters are here: each has its effect, and is consumed with it.</summary>
    public void Read(Outcome<IReadOnlyList<InboxRow>> outcome, JournalOutbox outbox)
    {
        if (_isClosed || Failed(outcome.Exception)) return;
        if (outcome.Value!.Count == 0)
        {
            _isBusy = false;
            if (_rang) Rang();
            return;
        }

        Decide(PastExits.Of(outcome.Value), outbox);
    }

    /// <summary>What letters ask for was looked up.</summary>
    public void Prepared(Outcome<PastExits> outcome, JournalOutbox outbox)
    {
        if (_isClosed || Failed(outcome.Exception)) return;
        Decide(outcome.Value!, outbox);
    }

    private bool Failed(Exception? failure)
    {
        if (failure is null) return false;
        _isBusy = false;
        actor.ActorContext.After(Pause, new SchedulerMessage(SchedulerMessageKind.LettersCame));
        return true;
    }

    private void Decide(PastExits letters, JournalOutbox outbox)
    {
        IReadOnlyList<JobId> missing = letters.Missing(
            job => facts.Live.ContainsKey(job) || facts.Quarantined.ContainsKey(job));
        if (missing.Count > 0)
        {
            machine.Effects.Add(EffectKind.Answer, new ExitLookUp(actor, store, letters, missing));
            return;
        }

        foreach ((InboxRow row, SchedulerLetter? letter, string? unreadable) in letters.Letters)
        {
            string? why = letter is null ? unreadable : Open(letter, letters, outbox);
            if (why is not null) outbox.SetAside(new BadLetter(row.Id, why));
            else outbox.Consume(row.Id);
        }

        machine.Effects.Add(EffectKind.Answer, new LettersConsumed(_core));
    }

    // Why it cannot be understood; null when it had its effect.
    private string? Open(SchedulerLetter letter, PastExits past, JournalOutbox outbox)
    {
        switch (letter.WhatCase)
        {
            case SchedulerLetter.WhatOneofCase.Submit: return Submit(letter.Submit, past);
            case SchedulerLetter.WhatOneofCase.Cancel:
                if (facts.Live.TryGetValue(SettingsCodec.ReadName(letter.Cancel.Job), out JobHandle? job))
                    machine.Cancel(job, letter.Cancel.HasReason ? letter.Cancel.Reason : null, _core.Host.Now);
                return null;
            case SchedulerLetter.WhatOneofCase.Release:
                desk.Release(SettingsCodec.ReadName(letter.Release.Job), answer: null);
                return null;
            case SchedulerLetter.WhatOneofCase.Discard:
                desk.Discard(SettingsCodec.ReadName(letter.Discard.Job), answer: null);
                return null;
            case SchedulerLetter.WhatOneofCase.Question: return _questions.Serve(letter.Question, outbox);
            default: return "It says nothing that this release understands.";
        }
    }

    private string? Submit(SubmitLetter letter, PastExits past)
    {
        JobHandle job;
        try
        {
            job = JournalReplay.CreateSent(_core, letter, other => Find(other, past));
        }
        catch (Exception e) when (e is ArgumentException or StoreException)
        {
            return $"It has a job that cannot be: {e.Message}";
        }

        if (!desk.TakesOver(job)) machine.Submit(job, _core.Host.Now);
        return null;
    }

    // A job that another is to run after: one that lives, or one that has ended and says how.
    private JobHandle? Find(JobId id, PastExits past)
    {
        if (facts.Live.TryGetValue(id, out JobHandle? live)) return live;
        ExitRecord? record = facts.Quarantined.TryGetValue(id, out JobAccepted? aside)
            ? JournalReplay.RecordOf(aside)
            : past.Exits.GetValueOrDefault(id);
        if (record is null) return null;
        JobHandle ended = JournalReplay.CreateEnded(_core, id, record);
        ended.TakeExit(record);
        return ended;
    }
}
