using System.Buffers.Binary;
using ActorScheduler.Store.Transfer;
using Google.Protobuf;

namespace ActorScheduler.Store;

/// <summary>Reads back what <see cref="FrameWriter"/> wrote, and finds whatever is not as it was written.</summary>
/// <param name="stream">The stream, at its beginning; it can be read twice.</param>
internal sealed class FrameReader(Stream stream)
{
    private long _frames;
    private uint _sumOfSums;

    /// <summary>Looks through the whole stream, and leaves it at its beginning.</summary>
    /// <returns>How many parts it has.</returns>
    /// <exception cref="StoreException">It is no store, of a newer release, damaged or not whole.</exception>
    public static TransferCount Check(Stream stream)
    {
        TransferCount count = Check(new FrameReader(stream).Read());
        stream.Position = 0;
        return count;
    }

    /// <summary>Takes all of a stream that was found right into a store, or nothing.</summary>
    /// <exception cref="StoreException">The store has one of its journals, or cannot be written.</exception>
    public static Task TakeAsync(IStore store, Stream stream, CancellationToken cancellationToken) =>
        store.AddAllAsync(new FrameReader(stream).Read(), cancellationToken);

    /// <summary>Gives all parts, and throws where something is wrong, at the end at the latest.</summary>
    public IEnumerable<StoreItem> Read()
    {
        Header? header = ReadFrame(isFirst: true).Header;
        if (header?.Format != FrameCodec.Format) throw NoStore();
        if (header.Version > FrameCodec.Version) throw Newer();
        while (true)
        {
            (long frames, uint sum) = (_frames, _sumOfSums);
            Frame frame = ReadFrame(isFirst: false);
            if (frame.WhatCase == Frame.WhatOneofCase.End)
            {
                bool isWhole = frame.End.Frames == frames && frame.End.Checksum == sum
                    && stream.Position == stream.Length;
                if (!isWhole) throw Damaged("its parts are not all there, or there is something behind them");
                yield break;
            }

            yield return FrameCodec.Read(frame) ?? throw Newer();
        }
    }

    // Reads what is inside the parts, too: what cannot be read back later must not be taken in.
    private static TransferCount Check(IEnumerable<StoreItem> items)
    {
        var count = new TransferCount();
        var names = new HashSet<string>(StringComparer.Ordinal);
        JournalHead? head = null;
        Ledger ledger = new();
        long last = 0;
        foreach (StoreItem item in items)
        {
            count.Add(item);
            if (item is StoreItem.Journal or StoreItem.Mail && head is not null) CheckEnd(head, last, ledger);
            switch (item)
            {
                case StoreItem.Journal { Head: var next }:
                    if (!names.Add(next.Journal)) throw Damaged($"journal '{next.Journal}' is there twice");
                    (head, ledger, last) = (next, new Ledger(), next.Snapshot);
                    break;
                case StoreItem.Facts { Piece: var piece, Count: var facts } when head is not null:
                    ledger.Apply(piece.Facts);
                    if (!piece.IsSnapshot && FactStream.Read(piece.Facts).Count() != facts)
                        throw Damaged($"journal '{head.Journal}' has another number of facts than it says");
                    last += facts;
                    break;
                case StoreItem.Exit { Kept: var exit } when head is not null: ExitCodec.Parse(exit); break;
                case StoreItem.Mail: head = null; break;
                default: throw Damaged("a part stands outside of its journal");
            }
        }

        if (head is not null) CheckEnd(head, last, ledger);
        return count;
    }

    private static void CheckEnd(JournalHead head, long last, Ledger ledger)
    {
        if (last != head.Last) throw Damaged($"journal '{head.Journal}' ends too early");
        if (LedgerCheck.FindUnreadable(ledger) is { } job)
            throw Damaged($"journal '{head.Journal}' has a job at place {job} that cannot be read");
    }

    private Frame ReadFrame(bool isFirst)
    {
        long size = ReadLength();
        if (size < 0 || size + sizeof(uint) > stream.Length - stream.Position)
            throw isFirst ? NoStore() : Damaged("it ends too early");
        byte[] bytes = new byte[size + sizeof(uint)];
        stream.ReadExactly(bytes);
        uint sum = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan((int)size));
        if (FactStream.Checksum(bytes.AsSpan(0, (int)size)) != sum)
            throw isFirst ? NoStore() : Damaged("a part is not as it was written");
        _frames++;
        _sumOfSums = FrameWriter.Chain(_sumOfSums, sum);
        try
        {
            return Frame.Parser.ParseFrom(bytes, 0, (int)size);
        }
        catch (InvalidProtocolBufferException)
        {
            throw isFirst ? NoStore() : Damaged("a part cannot be read");
        }
    }

    private long ReadLength()
    {
        long size = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            int next = stream.ReadByte();
            if (next < 0) return -1;
            size |= (long)(next & 0x7F) << shift;
            if (next < 0x80) return size <= int.MaxValue - sizeof(uint) ? size : -1;
        }

        return -1;
    }

    private static StoreException NoStore() =>
        new(StoreError.NotAStore, "This is no exported store: nothing was taken in.");

    private static StoreException Newer() => new(
        StoreError.NewerFormat, "The exported store was written by a newer release: nothing was taken in.");

    private static StoreException Damaged(string why) =>
        new(StoreError.Damaged, $"The exported store is damaged: {why}; nothing was taken in.");
}
