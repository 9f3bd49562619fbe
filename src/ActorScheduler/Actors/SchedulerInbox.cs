using ActorScheduler.Machines;
using ActorScheduler.Runtime;
using ActorScheduler.Store;
using ActorScheduler.Store.Letters;
using Google.Protobuf;

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
        if (_isClosed) return;
        if (outcome.Exception is not null)
        {
            _isBusy = false;
            actor.ActorContext.After(Pause, new SchedulerMessage(SchedulerMessageKind.LettersCame));
            return;
        }

        if (outcome.Value!.Count == 0)
        {
            _isBusy = false;
            if (_rang) Rang();
            return;
        }

        foreach (InboxRow row in outcome.Value)
        {
            if ((row.Why ?? Open(row)) is { } why) outbox.SetAside(new BadLetter(row.Id, why));
            else outbox.Consume(row.Id);
        }

        machine.Effects.Add(EffectKind.Answer, new LettersConsumed(_core));
    }

    // Why it cannot be understood; null when it had its effect.
    private string? Open(InboxRow row)
    {
        SchedulerLetter letter;
        try
        {
            letter = SchedulerLetter.Parser.ParseFrom(row.Content.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            return $"It is no letter: {e.Message}";
        }

        switch (letter.WhatCase)
        {
            case SchedulerLetter.WhatOneofCase.Submit: return Submit(letter.Submit);
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
            default: return "It says nothing that this release understands.";
        }
    }

    private string? Submit(SubmitLetter letter)
    {
        JobHandle job;
        try
        {
            job = JournalReplay.CreateSent(_core, letter, other => facts.Live.GetValueOrDefault(other));
        }
        catch (Exception e) when (e is ArgumentException or StoreException)
        {
            return $"It has a job that cannot be: {e.Message}";
        }

        if (!desk.TakesOver(job)) machine.Submit(job, _core.Host.Now);
        return null;
    }
}
