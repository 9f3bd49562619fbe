using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using ActorScheduler.Store.Facts;
using Google.Protobuf;

namespace ActorScheduler.Store;

/// <summary>How facts stand one behind the other, and how damage to them is found.</summary>
internal static class FactStream
{
    public static void Write(IBufferWriter<byte> buffer, Fact fact)
    {
        int size = fact.CalculateSize();
        Span<byte> head = buffer.GetSpan(5);
        int used = 0;
        uint rest = (uint)size;
        for (; rest >= 0x80; rest >>= 7) head[used++] = (byte)(rest | 0x80);
        head[used++] = (byte)rest;
        buffer.Advance(used);
        fact.WriteTo(buffer);
    }

    /// <summary>Reads facts one by one.</summary>
    /// <exception cref="StoreException">They are not facts.</exception>
    public static IEnumerable<Fact> Read(ReadOnlyMemory<byte> facts)
    {
        while (!facts.IsEmpty)
        {
            int size = ReadLength(facts.Span, out int used);
            if (size < 0 || size > facts.Length - used)
                throw new StoreException(StoreError.Damaged, "A journal has a fact that ends behind its row.");
            Fact fact;
            try
            {
                fact = Fact.Parser.ParseFrom(facts.Span.Slice(used, size));
            }
            catch (InvalidProtocolBufferException e)
            {
                throw new StoreException(StoreError.Damaged, "A journal has a fact that cannot be read.", e);
            }

            yield return fact;
            facts = facts[(used + size)..];
        }
    }

    /// <summary>A sum over the bytes of a row: another row nearly always has another one.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words) crc = BitOperations.Crc32C(crc, word);
        foreach (byte rest in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, rest);
        return ~crc;
    }

    private static int ReadLength(ReadOnlySpan<byte> bytes, out int used)
    {
        int size = 0;
        for (used = 0; used < Math.Min(5, bytes.Length);)
        {
            byte next = bytes[used];
            size |= (next & 0x7F) << (7 * used++);
            if (next < 0x80) return size;
        }

        return -1;
    }
}
