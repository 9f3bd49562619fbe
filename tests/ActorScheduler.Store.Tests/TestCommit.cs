using System.Buffers;
using ActorScheduler.Store.Facts;

namespace ActorScheduler.Store.Tests;

/// <summary>A commit of facts that are told apart by their number.</summary>
internal sealed class TestCommit : StoreCommit
{
    private readonly ArrayBufferWriter<byte> _facts = new();
    private readonly TaskCompletionSource<StoreException?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override ReadOnlyMemory<byte> Facts => _facts.WrittenMemory;

    public override IReadOnlyList<ReadOnlyMemory<byte>>? Snapshot => Parts;

    public IReadOnlyList<ReadOnlyMemory<byte>>? Parts { get; init; }

    public override IReadOnlyList<KeptExit> Exits => Kept;

    public IReadOnlyList<KeptExit> Kept { get; init; } = [];

    public override long FirstSegment => First;

    public long First { get; init; }

    public override IReadOnlyList<long> Consumed => Taken;

    public IReadOnlyList<long> Taken { get; init; } = [];

    public override IReadOnlyList<BadLetter> SetAside => Bad;

    public IReadOnlyList<BadLetter> Bad { get; init; } = [];

    public override IReadOnlyList<Letter> Letters => Sent;

    public IReadOnlyList<Letter> Sent { get; init; } = [];

    public Task<StoreException?> Done => _done.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public static TestCommit Of(JournalHead head, long after, params int[] numbers)
    {
        var commit = new TestCommit { Journal = head.Journal, Epoch = head.Epoch };
        commit.Fill(after, numbers);
        return commit;
    }

    public static TestCommit WithSnapshot(JournalHead head, long after, int[] numbers, params int[] snapshot)
    {
        var commit = new TestCommit
        {
            Journal = head.Journal,
            Epoch = head.Epoch,
            Parts = [.. snapshot.Select(static n => (ReadOnlyMemory<byte>)Encode(n))],
        };
        commit.Fill(after, numbers);
        return commit;
    }

    public static byte[] Encode(int number)
    {
        var buffer = new ArrayBufferWriter<byte>();
        FactStream.Write(buffer, Make(number));
        return buffer.WrittenSpan.ToArray();
    }

    public static int NumberOf(Fact fact) => fact.MaxJobsSet.MaxJobs;

    /// <summary>What its owner does with it as soon as it is told.</summary>
    public Action? Told { get; init; }

    public override void Completed(StoreException? failure)
    {
        Told?.Invoke();
        _done.SetResult(failure);       // throws at a second time
    }

    private static Fact Make(int number) => new() { MaxJobsSet = new MaxJobsSet { MaxJobs = number } };

    /// <summary>Gives it its facts.</summary>
    public TestCommit Fill(long after, params int[] numbers)
    {
        After = after;
        Count = numbers.Length;
        foreach (int number in numbers) FactStream.Write(_facts, Make(number));
        return this;
    }
}
