using ActorScheduler.Store.Transfer;
using Google.Protobuf;

namespace ActorScheduler.Store;

/// <summary>The parts of a store as frames of a file.</summary>
internal static class FrameCodec
{
    /// <summary>What a header says that this file is.</summary>
    public const string Format = "actorscheduler store";

    /// <summary>The version that is written, and the newest that is read.</summary>
    public const int Version = 1;

    public static Frame Write(StoreItem item)
    {
        switch (item)
        {
            case StoreItem.Journal(var head):
                return new Frame
                {
                    Journal = new JournalFrame
                    {
                        Name = head.Journal,
                        Epoch = head.Epoch,
                        Snapshot = head.Snapshot,
                        Last = head.Last,
                    },
                };
            case StoreItem.Facts(var piece, var count):
                var facts = UnsafeByteOperations.UnsafeWrap(piece.Facts);
                return new Frame
                {
                    Facts = new FactsFrame { IsSnapshot = piece.IsSnapshot, Count = count, Facts = facts },
                };
            case StoreItem.Exit(var kept):
                return new Frame
                {
                    Exit = new ExitFrame
                    {
                        Origin = kept.Job.Origin,
                        Sequence = kept.Job.Sequence,
                        Segment = kept.Segment,
                        Keyed = kept.IsKeyed,
                        Content = UnsafeByteOperations.UnsafeWrap(kept.Content),
                    },
                };
            default:
                var (letter, why) = (StoreItem.Mail)item;
                var written = new LetterFrame
                {
                    Address = letter.Address,
                    Content = UnsafeByteOperations.UnsafeWrap(letter.Content),
                    Expires = letter.Expires,
                };
                if (why is not null) written.Why = why;
                return new Frame { Letter = written };
        }
    }

    /// <summary>A part of a store; null for a frame that is none, or that this release does not know.</summary>
    public static StoreItem? Read(Frame frame) => frame.WhatCase switch
    {
        Frame.WhatOneofCase.Journal => new StoreItem.Journal(new JournalHead(
            frame.Journal.Name, frame.Journal.Epoch, frame.Journal.Snapshot, frame.Journal.Last)),
        Frame.WhatOneofCase.Facts => new StoreItem.Facts(
            new JournalPiece(frame.Facts.IsSnapshot, frame.Facts.Facts.Memory), frame.Facts.Count),
        Frame.WhatOneofCase.Exit => new StoreItem.Exit(new KeptExit(
            new JobId(frame.Exit.Origin, frame.Exit.Sequence), frame.Exit.Segment, frame.Exit.Keyed,
            frame.Exit.Content.Memory)),
        Frame.WhatOneofCase.Letter => new StoreItem.Mail(
            new Letter(frame.Letter.Address, frame.Letter.Content.Memory, frame.Letter.Expires),
            frame.Letter.HasWhy ? frame.Letter.Why : null),
        _ => null,
    };
}
