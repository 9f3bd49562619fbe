using ActorScheduler.Machines;
using ActorScheduler.Runtime;
using ActorScheduler.Store;
using ActorScheduler.Store.Facts;
using ActorScheduler.Store.Letters;
using Google.Protobuf;

namespace ActorScheduler.Actors;

/// <summary>Answers the questions that come to a durable scheduler by letter. Belongs to the actor.</summary>
internal sealed class QuestionDesk(SchedulerActor actor, SchedulerMachine machine, FactWriter facts)
{
    /// <summary>Answers go to such addresses and nowhere else: a question must not put words into an inbox of those who
    /// act on them.</summary>
    public const string ClientPrefix = "client/";

    /// <summary>Why it cannot be understood; null when it is answered, or will be.</summary>
    public string? Serve(QuestionLetter question, JournalOutbox outbox)
    {
        if (!question.ReplyTo.StartsWith(ClientPrefix, StringComparison.Ordinal))
            return $"It wants its answer at '{question.ReplyTo}', which is no client's address.";
        // Whoever asked has gone: by the wall's clock, which is theirs as well.
        if (question.Expires <= actor.Core.WallNow) return null;
        switch (question.WhatCase)
        {
            case QuestionLetter.WhatOneofCase.Why: outbox.Send(Explain(question)); return null;
            case QuestionLetter.WhatOneofCase.Output: ReadOutput(question, outbox); return null;
            default: return "It asks nothing that this release understands.";
        }
    }

    private Letter Explain(QuestionLetter question) =>
        facts.Live.TryGetValue(SettingsCodec.ReadName(question.Why), out JobHandle? job)
            ? Answer(question, new AnswerLetter { Why = ExplanationCodec.Write(machine.Explain(job)) })
            : Answer(question, new AnswerLetter { NoSuchJob = true });

    // The end of much output is on the disk: it is read outside of the turn.
    private void ReadOutput(QuestionLetter question, JournalOutbox outbox)
    {
        if (!facts.Live.TryGetValue(SettingsCodec.ReadName(question.Output.Job), out JobHandle? job))
        {
            outbox.Send(Answer(question, new AnswerLetter { NoSuchJob = true }));
            return;
        }

        ProcessOutputReader? reader = (job as ProcessHandle) is { } process
            ? question.Output.Error ? process.Error : process.Output
            : null;
        actor.ActorContext.Run(
            _ =>
            {
                OutputTail? tail = reader?.ReadTail();
                return ValueTask.FromResult(
                    Answer(question, new AnswerLetter { Output = new OutputAnswer { Tail = tail } }));
            },
            static outcome => new SchedulerMessage(SchedulerMessageKind.AnswerReady, outcome));
    }

    private static Letter Answer(QuestionLetter question, AnswerLetter answer)
    {
        answer.Number = question.Number;
        return new Letter(question.ReplyTo, answer.ToByteArray(), question.Expires);
    }
}
