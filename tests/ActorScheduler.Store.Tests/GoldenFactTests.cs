using System.Buffers;
using ActorScheduler.Store.Facts;

namespace ActorScheduler.Store.Tests;

/// <summary>
/// Facts as each version has written them. A line is never changed: what was written once is read for ever.
/// </summary>
public sealed class GoldenFactTests
{
    public static TheoryData<string, string> Version1
    {
        get
        {
            var samples = new TheoryData<string, string>();
            foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Golden", "facts-v1.txt")))
            {
                string[] parts = line.Split('\t');
                samples.Add(parts[0], parts[1]);
            }

            return samples;
        }
    }

    [Theory]
    [MemberData(nameof(Version1))]
    public void A_fact_of_version_1_reads_and_writes_as_ever(string hex, string text)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Fact fact = Assert.Single(FactStream.Read(bytes));
        Assert.Equal(text, fact.ToString());
        var again = new ArrayBufferWriter<byte>();
        FactStream.Write(again, fact);
        Assert.Equal(hex, Convert.ToHexString(again.WrittenSpan));
    }

    [Theory]
    [InlineData("05")]
    [InlineData("FFFFFFFFFF")]
    [InlineData("80")]
    [InlineData("020A05")]
    public void Bytes_that_are_no_facts_are_damage(string hex)
    {
        var thrown = Assert.Throws<StoreException>(() => FactStream.Read(Convert.FromHexString(hex)).ToArray());
        Assert.Equal(StoreError.Damaged, thrown.Error);
    }

    [Fact]
    public void A_ledger_refuses_what_cannot_have_been_written()
    {
        var ledger = new Ledger();
        ledger.Apply(new Fact { Accepted = new JobAccepted { Order = 1 } });
        Assert.Throws<StoreException>(() => ledger.Apply(new Fact { Accepted = new JobAccepted { Order = 1 } }));
        Assert.Throws<StoreException>(() => ledger.Apply(new Fact { Exited = new JobExited { Order = 2 } }));
        ledger.Apply(new Fact());       // of a newer release, which only adds
    }
}
