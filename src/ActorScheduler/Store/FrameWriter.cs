using System.Buffers.Binary;
using ActorScheduler.Store.Transfer;
using Google.Protobuf;

namespace ActorScheduler.Store;

/// <summary>Writes all of a store to a stream.</summary>
internal sealed class FrameWriter
{
    private readonly Stream _stream;
    private readonly byte[] _sum = new byte[sizeof(uint)];
    private long _frames;
    private uint _sumOfSums;

    private FrameWriter(Stream stream) => _stream = stream;

    /// <summary>Writes everything that is in a store at one moment, whoever uses it meanwhile.</summary>
    /// <returns>How many parts were written.</returns>
    /// <exception cref="StoreException">The store is damaged, or cannot be read.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static async Task<TransferCount> WriteAsync(
        IStore store, Stream stream, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var writer = new FrameWriter(stream);
        var count = new TransferCount();
        writer.Write(new Frame
        {
            Header = new Header
            {
                Format = FrameCodec.Format,
                Version = FrameCodec.Version,
                ExportedAt = now.UtcTicks,
            },
        });
        await foreach (StoreItem item in store.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            count.Add(item);
            writer.Write(FrameCodec.Write(item));
        }

        writer.Write(new Frame { End = new End { Frames = writer._frames, Checksum = writer._sumOfSums } });
        return count;
    }

    /// <summary>Takes the sum of another frame into the sum of all.</summary>
    public static uint Chain(uint sumOfSums, uint sum)
    {
        Span<byte> both = stackalloc byte[2 * sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(both, sumOfSums);
        BinaryPrimitives.WriteUInt32LittleEndian(both[sizeof(uint)..], sum);
        return FactStream.Checksum(both);
    }

    private void Write(Frame frame)
    {
        byte[] bytes = frame.ToByteArray();
        uint sum = FactStream.Checksum(bytes);
        uint rest = (uint)bytes.Length;
        for (; rest >= 0x80; rest >>= 7) _stream.WriteByte((byte)(rest | 0x80));
        _stream.WriteByte((byte)rest);
        _stream.Write(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(_sum, sum);
        _stream.Write(_sum);
        _frames++;
        _sumOfSums = Chain(_sumOfSums, sum);
    }
}
