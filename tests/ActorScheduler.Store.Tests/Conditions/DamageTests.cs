namespace ActorScheduler.Store.Tests.Conditions;

/// <summary>Whatever happens to a file: it is read as it was written, or refused with its name.</summary>
public sealed class DamageTests
{
    private const int Page = 4096;

    [Fact]
    public async Task A_file_that_is_cut_off_anywhere_is_refused()
    {
        using StoreSample sample = await StoreSample.MakeAsync();
        int size = sample.Bytes.Length;
        Assert.True(size > 8 * Page, "It has many pages.");
        HashSet<int> lengths = [1, 15, 16, 99, 100, 101, 511, 512, 1024, size / 2, size - 1];
        for (int page = Page; page < size; page += Page) lengths.UnionWith([page - 1, page, page + 1]);
        foreach (int length in lengths)
        {
            sample.Put(sample.Bytes.AsSpan(0, length));
            var refusal = await Record.ExceptionAsync(sample.ReadAsync) as StoreException;
            Assert.True(
                refusal?.Error is StoreError.Damaged or StoreError.NotAStore,
                $"length {length} of {size}: {refusal?.Message ?? "accepted"}");
            Assert.Contains($"'{sample.File}'", refusal!.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_that_was_emptied_while_its_log_is_there_is_refused()
    {
        using StoreSample sample = await StoreSample.MakeAsync();
        sample.Put([]);
        await File.WriteAllBytesAsync(sample.File + "-wal", new byte[100]);
        StoreException refusal = await Assert.ThrowsAsync<StoreException>(sample.ReadAsync);
        Assert.Equal(StoreError.Damaged, refusal.Error);
        Assert.Equal($"The store '{sample.File}' is damaged: it is empty, and its log is not.", refusal.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_byte_that_changes_anywhere_is_found_or_makes_no_difference(int seed)
    {
        using StoreSample sample = await StoreSample.MakeAsync();
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 150; i++)
        {
            // Half of them where few bytes mean much: at the beginnings of pages.
            int page = random.Next(sample.Bytes.Length / Page) * Page;
            int place = page + (random.Next(2) == 0 ? random.Next(120) : random.Next(Page));
            if (await IsRefusedAsync(sample, place, (byte)(1 << random.Next(8)))) refused++;
        }

        Assert.True(refused > 20, "Nothing is hit.");
    }

    /// <summary>False when the same was read.</summary>
    private static async Task<bool> IsRefusedAsync(StoreSample sample, int place, byte bits)
    {
        byte[] bytes = [.. sample.Bytes];
        bytes[place] ^= bits;
        sample.Put(bytes);
        try
        {
            string content = await sample.ReadAsync();
            Assert.True(content == sample.Content, $"byte {place} xor {bits}: other content, and no word about it");
            return false;
        }
        catch (StoreException refusal)
        {
            Assert.Contains($"'{sample.File}'", refusal.Message, StringComparison.Ordinal);
            return true;
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"byte {place} xor {bits}: {e.Message}", e);
        }
    }
}
