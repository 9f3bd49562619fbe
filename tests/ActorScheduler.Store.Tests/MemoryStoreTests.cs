namespace ActorScheduler.Store.Tests;

public sealed class MemoryStoreTests : StoreContract
{
    [Theory]
    [InlineData("Before", "1", 1)]
    [InlineData("After", "1 2", 2)]
    [InlineData("Torn", "1", 1)]
    public async Task A_fault_is_told_and_the_commit_is_there_or_is_not(string fault, string left, int last)
    {
        JournalHead head = await OpenAsync("a");
        await CommitAsync(TestCommit.Of(head, 0, 1));
        ((MemoryStore)Store).Fault = _ => Enum.Parse<MemoryFault>(fault);
        Assert.Equal(StoreError.Unavailable, (await RefusalAsync(TestCommit.Of(head, 1, 2))).Error);
        ((MemoryStore)Store).Fault = null;
        JournalHead next = await OpenAsync("a");
        Assert.Equal(last, next.Last);
        Assert.Equal(left, await ReadAsync(next));
    }

    [Fact]
    public async Task Whatever_went_wrong_repeating_it_is_right()
    {
        foreach (MemoryFault fault in Enum.GetValues<MemoryFault>())
        {
            JournalHead head = await OpenAsync(fault.ToString());
            ((MemoryStore)Store).Fault = _ => fault;
            TestCommit first = TestCommit.Of(head, 0, 1, 2);
            Store.Commit(first);
            await first.Done;
            ((MemoryStore)Store).Fault = null;
            await CommitAsync(TestCommit.Of(head, 0, 1, 2));
            await CommitAsync(TestCommit.Of(head, 2, 3));
            Assert.Equal("1 2 3", await ReadAsync(await OpenAsync(fault.ToString())));
        }
    }

    [Fact]
    public async Task Commits_that_are_held_wait_or_are_lost()
    {
        JournalHead head = await OpenAsync("a");
        var store = (MemoryStore)Store;
        store.Hold();
        TestCommit first = TestCommit.Of(head, 0, 1);
        Store.Commit(first);
        Assert.False(first.Done.IsCompleted);
        store.Release();
        Assert.Null(await first.Done);
        store.Hold();
        TestCommit second = TestCommit.Of(head, 1, 2);
        Store.Commit(second);
        store.DropHeld();
        Assert.False(second.Done.IsCompleted);
        Assert.Equal("1", await ReadAsync(await OpenAsync("a")));
    }

    protected override Task<IStore> OpenStoreAsync() => Task.FromResult<IStore>(new MemoryStore());

    protected override Task<IStore> OpenOtherAsync() => OpenStoreAsync();

    protected override Task<IStore> NextLifeAsync(IStore store) => Task.FromResult(store);
}
