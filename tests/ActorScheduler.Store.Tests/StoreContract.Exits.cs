namespace ActorScheduler.Store.Tests;

/// <content>Exits that are kept.</content>
public abstract partial class StoreContract
{
    [Fact]
    public async Task An_exit_that_was_kept_is_found_by_its_job()
    {
        JournalHead head = await OpenAsync("a");
        await CommitAsync(Commit(head, kept: [Exit(1, 1), Exit(2, 1, isKeyed: true)]).Fill(0, 1));
        await ReopenAsync();
        Assert.Equal([1], (await FindAsync("a", 1))!.Content.ToArray());
        Assert.True((await FindAsync("a", 2))!.IsKeyed);
        Assert.Null(await FindAsync("a", 3));
        Assert.Null(await FindAsync("b", 1));
    }

    [Fact]
    public async Task The_newest_exit_of_a_job_is_the_one_that_counts()
    {
        JournalHead head = await OpenAsync("a");
        await CommitAsync(Commit(head, kept: [Exit(1, 1)]).Fill(0, 1));
        await CommitAsync(Commit(head, kept: [Exit(1, 2) with { Content = new byte[] { 7 } }]).Fill(1, 2));
        Assert.Equal([7], (await FindAsync("a", 1))!.Content.ToArray());
        await CommitAsync(Commit(head, kept: [Exit(1, 2) with { Content = new byte[] { 8 } }]).Fill(2, 3));
        Assert.Equal([8], (await FindAsync("a", 1))!.Content.ToArray());
    }

    [Fact]
    public async Task Segments_of_exits_are_dropped_whole()
    {
        JournalHead head = await OpenAsync("a");
        JournalHead other = await OpenAsync("b");
        await CommitAsync(Commit(head, kept: [Exit(1, 1), Exit(2, 1), Exit(3, 2)]).Fill(0, 1));
        await CommitAsync(Commit(other, kept: [Exit(1, 1)]).Fill(0, 1));
        await CommitAsync(Commit(head, kept: [Exit(4, 3)], first: 2).Fill(1, 2));
        Assert.Equal("3:2 4:3", await ExitsAsync("a"));
        Assert.Equal("1:1", await ExitsAsync("b"));
        Assert.Null(await FindAsync("a", 1));
    }

    [Fact]
    public async Task A_journal_that_comes_from_elsewhere_goes_on_above_its_epoch()
    {
        JournalHead head = await Store.OpenAsync("a", above: 41, CancellationToken.None);
        Assert.Equal(42, head.Epoch);
        await CommitAsync(TestCommit.Of(head, 0, 1));
        Assert.Equal(43, (await OpenAsync("a")).Epoch);
    }

    [Fact]
    public async Task Looking_takes_nothing_over()
    {
        JournalHead head = await OpenAsync("b");
        await CommitAsync(TestCommit.Of(head, 0, 1, 2));
        await OpenAsync("a");
        IReadOnlyList<JournalHead> list = await Store.ListAsync(CancellationToken.None);
        Assert.Equal([new JournalHead("a", 1, 0, 0), new JournalHead("b", 1, 0, 2)], list);
        Assert.Equal("1 2", await ReadAsync(list[1]));
        Assert.Equal("", await ReadAsync(new JournalHead("nobody's", 0, 0, 0)));
        await CommitAsync(TestCommit.Of(head, 2, 3));
    }

    private static KeptExit Exit(byte number, long segment, bool isKeyed = false) =>
        new(new JobId(ulong.MaxValue - 5, number), segment, isKeyed, new[] { number });

    private Task<KeptExit?> FindAsync(string journal, byte number) =>
        Store.FindExitAsync(journal, Exit(number, 0).Job, CancellationToken.None);

    private async Task<string> ExitsAsync(string journal)
    {
        List<string> exits = [];
        await foreach (KeptExit exit in Store.ReadExitsAsync(journal, CancellationToken.None))
            exits.Add($"{exit.Job.Sequence}:{exit.Segment}");
        return string.Join(' ', exits);
    }
}
